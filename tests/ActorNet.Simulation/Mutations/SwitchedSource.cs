using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ActorNet.Simulation.Mutations;

/// <summary>A source in which mutations stand beside what they replace, so that one compilation, and one process, serves many mutants.</summary>
internal sealed class SwitchedSource(SyntaxTree original)
{
    private readonly Dictionary<MemberDeclarationSyntax, SwitchedMember> members = [];

    /// <summary>Adds a mutation, where it is inside of a member that can be switched.</summary>
    /// <param name="mutation">Of this source.</param>
    /// <param name="number">Its number, 1 or more.</param>
    /// <returns>Whether it is there now.</returns>
    public bool TryAdd(Mutation mutation, int number)
    {
        var start = original.GetText().ToString().IndexOf(mutation.Text, StringComparison.Ordinal);
        var member = FindMember(original, new TextSpan(start, mutation.Text.Length));
        var mutated = FindMember(mutation.ApplyTo(original), new TextSpan(start, mutation.Replacement.Length));
        if (member is null || mutated is null || member.SpanStart != mutated.SpanStart || !SwitchedMember.Serves(member) || !SwitchedMember.Serves(mutated))
        {
            return false;
        }

        if (!members.TryGetValue(member, out var switched))
        {
            members.Add(member, switched = new SwitchedMember(member));
        }

        switched.Add(mutated, number);
        return true;
    }

    /// <summary>The source with all that was added.</summary>
    public SyntaxTree ToTree()
    {
        var changes = members.Values.SelectMany(member => member.Changes()).OrderBy(change => change.Span.Start);
        return CSharpSyntaxTree.ParseText(original.GetText().WithChanges(changes), (CSharpParseOptions)original.Options, original.FilePath);
    }

    private static MemberDeclarationSyntax? FindMember(SyntaxTree tree, TextSpan span) =>
        tree.GetRoot().FindNode(span).AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault(member => member.Span.Contains(span));
}
