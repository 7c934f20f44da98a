using ActorNet.Addressing;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Observation;
using ActorNet.Chaos.Running;
using ActorNet.Testing;

namespace ActorNet.Chaos.Scenarios;

/// <summary>A pool that real nodes fill to the last subnet, and one more node that waits for a subnet.</summary>
internal sealed class FullPool : IAsyncDisposable
{
    private const int Capacity = 2;

    /// <summary>T + g after the last renewal the subnet is free; then the one who waits has to ask again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Session session;
    private readonly List<Node> holders = [];
    private IReadOnlyList<Prefix> reassigned = [];

    private FullPool(Session session) => this.session = session;

    /// <summary>The one that will lose its subnet.</summary>
    public Node Victim => holders[0];

    /// <summary>The one that waits.</summary>
    public Node Heir { get; private set; } = null!;

    /// <summary>Makes the pool and fills it.</summary>
    /// <param name="session">Where.</param>
    /// <param name="name">The pool's name.</param>
    /// <param name="octet">The second byte of its addresses.</param>
    public static async Task<FullPool> FillAsync(Session session, string name, int octet)
    {
        var pool = new FullPool(session);
        await session.Lab.CreatePoolAsync(Pools.Small(name, $"10.{octet}.0.0/23", 24));
        for (var number = 0; number < Capacity; number++)
        {
            pool.holders.Add(await session.Lab.AddGuestAsync($"{name}-{number}", name));
            pool.holders[^1].Agent.Start();
        }

        await pool.WaitForAsync(pool.holders);
        pool.Heir = await session.Lab.AddGuestAsync($"{name}-heir", name);
        pool.Heir.Agent.Start();
        return pool;
    }

    /// <summary>Waits until the heir has what the victim had.</summary>
    public async Task ReassignedAsync()
    {
        reassigned = Victim.State?.Subnets ?? throw new InvalidOperationException($"{Victim.Name} has no lease: {Victim.Agent.Log}");
        await KeptAsync();
    }

    /// <summary>
    /// Waits until the heir believes in what the victim had. On a machine that stalls a belief of a few seconds may lapse, and then its holder gets the
    /// same subnet again: unless another node has it.
    /// </summary>
    public Task KeptAsync() => Eventually.HoldsAsync(
        $"{reassigned[0]} with {Heir.Name}",
        () => Task.FromResult(Heir.State is { } state && state.Subnets.SequenceEqual(reassigned) && Believes(state)),
        Patience,
        () => Heir.Agent.Log);

    /// <summary>Whether an agent believes in a lease at this moment, by its state file.</summary>
    public bool Believes(AgentState? state) => state is not null && Clocks.ToHistoryNs(state.Deadline) > session.History.NowNs;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in holders.Append(Heir).OfType<Node>())
        {
            await session.Lab.RemoveGuestAsync(node);
        }
    }

    private Task WaitForAsync(IReadOnlyList<Node> nodes) => Eventually.HoldsAsync(
        "leases of all", () => Task.FromResult(nodes.All(node => Believes(node.State))), Patience, () => string.Join('\n', nodes.Select(node => node.Agent.Log)));
}
