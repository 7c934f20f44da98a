using ActorNet.Simulation.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ActorNet.Simulation.Mutations;

/// <summary>A method or property with mutated copies beside it. It begins by going to the one that <see cref="MutationSwitch"/> names.</summary>
internal sealed class SwitchedMember(MemberDeclarationSyntax original)
{
    /// <summary>What says how a member stands to others of its name, which a copy has not.</summary>
    private static readonly SyntaxKind[] Ties = [SyntaxKind.OverrideKeyword, SyntaxKind.VirtualKeyword, SyntaxKind.AbstractKeyword, SyntaxKind.SealedKeyword, SyntaxKind.NewKeyword];

    private readonly List<(int Number, MemberDeclarationSyntax Mutated)> copies = [];

    /// <summary>Whether a copy can stand in for it: it is a method that runs to its end at once, or a property that is one expression; not a constructor, a field or a type's head.</summary>
    public static bool Serves(MemberDeclarationSyntax member) => member.Parent is ClassDeclarationSyntax or RecordDeclarationSyntax or StructDeclarationSyntax && member switch
    {
        MethodDeclarationSyntax method => method.ReturnType is not RefTypeSyntax && !method.Modifiers.Any(SyntaxKind.AsyncKeyword) && (method.Body is not null || method.ExpressionBody is not null),
        PropertyDeclarationSyntax property => property.Type is not RefTypeSyntax && property.ExpressionBody is not null,
        _ => false,
    };

    public void Add(MemberDeclarationSyntax mutated, int number) => copies.Add((number, mutated));

    /// <summary>What makes the source so.</summary>
    public IEnumerable<TextChange> Changes()
    {
        var detours = string.Concat(copies.Select(copy => Detour(copy.Number)));
        yield return original switch
        {
            MethodDeclarationSyntax { Body: { } body } => new TextChange(new TextSpan(body.OpenBraceToken.Span.End, 0), detours),
            MethodDeclarationSyntax { ExpressionBody: { } body } method => Block(body, method.SemicolonToken, $"{{{detours}{Statement(method, body.Expression)}}}"),
            PropertyDeclarationSyntax { ExpressionBody: { } body } property => Block(body, property.SemicolonToken, $"{{get{{{detours}{Statement(property, body.Expression)}}}}}"),
            _ => throw new InvalidOperationException($"{original.Kind()} cannot be switched"),
        };
        yield return new TextChange(new TextSpan(original.FullSpan.End, 0), string.Concat(copies.Select(copy => Copy(copy.Mutated, copy.Number))));
    }

    private static TextChange Block(ArrowExpressionClauseSyntax body, SyntaxToken semicolon, string block) =>
        new(TextSpan.FromBounds(body.SpanStart, semicolon.Span.End), block);

    private static string Statement(MemberDeclarationSyntax member, ExpressionSyntax expression) => expression is ThrowExpressionSyntax || GivesNothing(member)
        ? $"{expression};\n"
        : $"return {expression};\n";

    private string Detour(int number)
    {
        var copy = original is MethodDeclarationSyntax method ? $"{Name(original, number)}{TypeArguments(method)}({Arguments(method)})" : Name(original, number);
        var way = GivesNothing(original) ? $"{copy}; return;"
            : IsIterator(original) ? $"foreach (var each in {copy}) {{ yield return each; }} yield break;"
            : $"return {copy};";
        return $" if (global::{typeof(MutationSwitch).FullName}.{nameof(MutationSwitch.Is)}({number})) {{ {way} }}\n";
    }

    private static string Copy(MemberDeclarationSyntax mutated, int number)
    {
        var untied = mutated.WithAttributeLists(default).WithModifiers([.. mutated.Modifiers.Where(modifier => !Ties.Contains(modifier.Kind()))]);
        var name = SyntaxFactory.Identifier($"{Name(mutated, number)} ");
        return untied switch
        {
            MethodDeclarationSyntax method => method.WithIdentifier(name).WithExplicitInterfaceSpecifier(null).ToFullString(),
            PropertyDeclarationSyntax property => property.WithIdentifier(name).WithExplicitInterfaceSpecifier(null).ToFullString(),
            _ => throw new InvalidOperationException($"{mutated.Kind()} cannot be copied"),
        };
    }

    private static string Name(MemberDeclarationSyntax member, int number) => member switch
    {
        MethodDeclarationSyntax method => $"{method.Identifier.ValueText}_{number}",
        PropertyDeclarationSyntax property => $"{property.Identifier.ValueText}_{number}",
        _ => throw new InvalidOperationException($"{member.Kind()} has no name of its own"),
    };

    private static string TypeArguments(MethodDeclarationSyntax method) => method.TypeParameterList is { } list
        ? $"<{string.Join(", ", list.Parameters.Select(parameter => parameter.Identifier))}>"
        : string.Empty;

    private static string Arguments(MethodDeclarationSyntax method) => string.Join(", ", method.ParameterList.Parameters.Select(parameter =>
        $"{parameter.Modifiers.FirstOrDefault(modifier => modifier.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword or SyntaxKind.InKeyword)} {parameter.Identifier}"));

    private static bool GivesNothing(MemberDeclarationSyntax member) => member is MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } };

    private static bool IsIterator(MemberDeclarationSyntax member) =>
        member is MethodDeclarationSyntax { Body: { } body } && body.DescendantNodes(node => node is not LocalFunctionStatementSyntax and not LambdaExpressionSyntax).OfType<YieldStatementSyntax>().Any();
}
