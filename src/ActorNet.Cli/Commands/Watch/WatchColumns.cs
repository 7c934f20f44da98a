using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>Which columns a watch has.</summary>
/// <param name="HasPool">Whether there is one for the pool, because there are several.</param>
/// <param name="IsWide">Whether all others are there as well.</param>
internal readonly record struct WatchColumns(bool HasPool, bool IsWide)
{
    /// <summary>Those of a watch of one pool.</summary>
    public static WatchColumns Of(OutputFormat format) => new(HasPool: false, format == OutputFormat.Wide);
}
