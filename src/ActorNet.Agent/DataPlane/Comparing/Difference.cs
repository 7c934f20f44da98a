using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Comparing;

/// <summary>What is between the host as it is and as it should be. Each kind of object adds its part.</summary>
internal sealed class Difference
{
    private readonly List<Change> _changes = [];
    private readonly List<Problem> _conflicts = [];

    /// <summary>What to ask of the kernel, in the order in which it has to be asked; none depends on another's success.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>What the agent will not change, because it is not its own, or cannot.</summary>
    public IReadOnlyList<Problem> Conflicts => _conflicts;

    /// <summary>How many entries wait for a link that is not there.</summary>
    public int Blocked { get; private set; }

    public void Block() => Blocked++;

    public void Add(ObjectKind kind, string subject, NetlinkRequest request, InterfaceAddress? setsAddress = null) =>
        _changes.Add(new Change(kind, subject, request, setsAddress));

    public void Conflict(string subject, string message) => _conflicts.Add(new Problem(subject, message));
}
