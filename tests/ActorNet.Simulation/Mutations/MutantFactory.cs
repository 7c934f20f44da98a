using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ActorNet.Simulation.Mutations;

/// <summary>Compiles the simulation with rules switched off, from the sources that this program was built from.</summary>
internal sealed class MutantFactory
{
    private const string SourceList = "sources.txt";

    /// <summary>What a mutant needs not, and this program's entry.</summary>
    private static readonly string[] LeftOut = ["/ActorNet.Simulation/Mutations/", "/ActorNet.Simulation/Commands/", "/ActorNet.Simulation/Program.cs"];
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.None);
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);

    private readonly Dictionary<string, SyntaxTree> trees;
    private readonly CSharpCompilation original;
    private readonly Dictionary<Mutation, int> switched = [];
    private readonly MutantAssembly together;

    /// <summary>Makes ready for mutations: all that can be switched are compiled at once.</summary>
    /// <exception cref="InvalidOperationException">One does not fit the sources any more, or does not compile.</exception>
    public MutantFactory(IReadOnlyList<Mutation> mutations)
    {
        trees = ReadSourceList()
            .Where(path => !LeftOut.Any(part => path.Contains(part, StringComparison.Ordinal)))
            .ToDictionary(path => path, path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, path), StringComparer.Ordinal);
        original = CSharpCompilation.Create("mutant", trees.Values, References(), Options);
        var sources = new Dictionary<SyntaxTree, SwitchedSource>();
        foreach (var mutation in mutations)
        {
            var tree = FindTree(mutation);
            if (!sources.TryGetValue(tree, out var source))
            {
                sources.Add(tree, source = new SwitchedSource(tree));
            }

            if (source.TryAdd(mutation, switched.Count + 1))
            {
                switched.Add(mutation, switched.Count + 1);
            }
        }

        together = new MutantAssembly(Emit(sources.Aggregate(original, (compilation, source) => compilation.ReplaceSyntaxTree(source.Key, source.Value.ToTree())), $"{switched.Count} mutations"));
    }

    /// <summary>Makes a mutant: one of those that were made ready, or by a compilation of its own.</summary>
    /// <exception cref="InvalidOperationException">The mutation does not fit the sources any more, or does not compile.</exception>
    public Mutant Create(Mutation mutation)
    {
        if (switched.TryGetValue(mutation, out var number))
        {
            return new Mutant(together, number);
        }

        var tree = FindTree(mutation);
        return new Mutant(new MutantAssembly(Emit(original.ReplaceSyntaxTree(tree, mutation.ApplyTo(tree)), $"the mutation '{mutation.Name}'")), 0);
    }

    /// <summary>Says what does not fit; null when the mutation does.</summary>
    public string? FindMisfit(Mutation mutation)
    {
        try
        {
            FindTree(mutation);
            return null;
        }
        catch (InvalidOperationException misfit)
        {
            return misfit.Message;
        }
    }

    /// <summary>What was made ready, with none of it in force.</summary>
    public Mutant CreateUnharmed() => new(together, 0);

    private static MemoryStream Emit(CSharpCompilation compilation, string what)
    {
        var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(3);
            throw new InvalidOperationException($"what was compiled with {what} is no C#: {string.Join("; ", errors)}");
        }

        assembly.Position = 0;
        return assembly;
    }

    private SyntaxTree FindTree(Mutation mutation)
    {
        var found = trees.Where(pair => pair.Key.EndsWith($"/{mutation.File}", StringComparison.Ordinal)).Select(pair => pair.Value).ToList();
        if (found.Count != 1)
        {
            throw new InvalidOperationException($"the mutation '{mutation.Name}' is of {mutation.File}, and {found.Count} sources are named so");
        }

        var text = found[0].GetText().ToString();
        var first = text.IndexOf(mutation.Text, StringComparison.Ordinal);
        var isOnce = first >= 0 && text.IndexOf(mutation.Text, first + 1, StringComparison.Ordinal) < 0;
        return isOnce
            ? found[0]
            : throw new InvalidOperationException($"the mutation '{mutation.Name}' replaces a text that {mutation.File} has {(first < 0 ? "not" : "more than once")}");
    }

    private static string[] ReadSourceList()
    {
        using var stream = typeof(MutantFactory).Assembly.GetManifestResourceStream(SourceList) ?? throw new InvalidOperationException($"{SourceList} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static IEnumerable<MetadataReference> References()
    {
        var own = Assembly.GetExecutingAssembly().GetName().Name;
        var paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return paths
            .Where(path => File.Exists(path) && !Path.GetFileNameWithoutExtension(path).StartsWith(own!, StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
