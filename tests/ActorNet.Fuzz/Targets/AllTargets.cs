using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Remote;

namespace ActorNet.Fuzz.Targets;

/// <summary>Everything that reads what others wrote.</summary>
internal sealed class AllTargets : IAsyncDisposable
{
    private readonly AllocationTargets allocation = new();

    public AllTargets() =>
        Parsers = [.. ClientTargets.All, .. AgentTargets.All, .. CoordinatorTargets.All, .. allocation.All, .. NetlinkTargets.All];

    /// <summary>Those in this process.</summary>
    public IReadOnlyList<ParserTarget> Parsers { get; }

    /// <summary>Those, and the running coordinator's.</summary>
    public IEnumerable<string> Names => [.. Parsers.Select(parser => parser.Name), GrpcFuzzer.Name, Http2Fuzzer.Name];

    public ValueTask DisposeAsync() => allocation.DisposeAsync();
}
