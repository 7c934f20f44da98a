using System.CommandLine;

namespace ActorNet.Cli.Arguments;

/// <summary>Arguments that several commands have.</summary>
internal static class SharedArguments
{
    public static Argument<string> Name(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = Parsed.One<string>(NameText.TryParse),
    };

    /// <summary>An option with a time, null when it is not given.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = Parsed.OneOrNull<DateTimeOffset>(TimeText.TryParse),
    };

    /// <summary><c>--pool</c>, null when it is not given.</summary>
    public static Option<string?> Pool(string description) => new("--pool")
    {
        HelpName = "POOL",
        Description = description,
        CustomParser = Parsed.One<string>(NameText.TryParse),
    };
}
