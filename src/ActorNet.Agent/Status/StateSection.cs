using ActorNet.Agent.State;

namespace ActorNet.Agent.Status;

/// <summary>What survives a restart.</summary>
/// <param name="Directory">Where it is saved.</param>
/// <param name="Problem">Why it cannot be; null: it can.</param>
internal sealed record StateSection(string Directory, string? Problem) : IStatusSection
{
    public static StateSection Of(StateKeeper state) => new(state.Location, state.Problem);

    public IEnumerable<(string Name, string Value)> ToRows() => Problem is null ? [] : [("PROBLEM", $"the state cannot be saved in {Directory}: {Problem}")];

    public void Measure(MetricsText metrics) => metrics.Gauge("actornet_agent_state_saved", "1 while what a restart needs can be saved.", Problem is null ? 1 : 0);
}
