using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>What the commands about drains take.</summary>
internal static class DrainOptions
{
    public static Argument<string> Pool() => SharedArguments.Name("POOL", "The pool's name.");

    public static Option<Prefix> Cidr(string description) => new("--cidr")
    {
        HelpName = "CIDR",
        Description = description,
        Required = true,
        CustomParser = Parsed.One<Prefix>(Prefix.TryParse),
    };

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };
}
