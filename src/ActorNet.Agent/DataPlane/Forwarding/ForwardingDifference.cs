using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Forwarding;

/// <summary>
/// The part of a tunnel's forwarding database in <see cref="Difference"/>. The tunnel is the agent's and does not learn, so that all that is in its table is the agent's; what is
/// not from a current node would send packets to who is none.
/// </summary>
internal static class ForwardingDifference
{
    /// <summary>Compares all of one tunnel.</summary>
    /// <param name="desired">The entries that should be, by tunnel and link-layer address.</param>
    /// <param name="areAll">Whether other entries are stale; false while not all nodes are known.</param>
    /// <param name="present">The tunnel's table.</param>
    /// <param name="way">The tunnel.</param>
    /// <param name="linkIndex">Its number.</param>
    /// <param name="difference">Gets what has to change.</param>
    public static void Find(
        IReadOnlyDictionary<(Way Way, MacAddress Mac), DesiredForwarding> desired,
        bool areAll,
        IReadOnlyList<FdbEntry> present,
        Way way,
        int linkIndex,
        Difference difference)
    {
        var right = new HashSet<MacAddress>(present.Count);
        foreach (var entry in present.Where(entry => entry.LinkIndex == linkIndex && entry.Flags.HasFlag(NeighbourFlags.Self)))
        {
            if (desired.TryGetValue((way, entry.Address), out var wanted))
            {
                if (IsRight(wanted, entry))
                    right.Add(entry.Address);
            }
            else if (areAll)
            {
                difference.Add(ObjectKind.Forwarding, SubjectOf(entry.Address), FdbRequest.Delete(entry));
            }
        }

        foreach (var (key, wanted) in desired)
        {
            if (key.Way == way && !right.Contains(key.Mac))
                difference.Add(ObjectKind.Forwarding, SubjectOf(key.Mac), FdbRequest.Replace(ToEntry(wanted, linkIndex)));
        }
    }

    /// <summary>Whether an entry for the same link-layer address is the one that should be.</summary>
    public static bool IsRight(DesiredForwarding wanted, FdbEntry present) =>
        wanted.Destination.Equals(present.Destination)
        && present.Port == wanted.Port
        && present.Vni == wanted.Vni
        && present.ViaIndex == 0
        && present.State.HasFlag(NeighbourState.Permanent);

    public static FdbEntry ToEntry(DesiredForwarding forwarding, int linkIndex) => new()
    {
        LinkIndex = linkIndex,
        Address = forwarding.Mac,
        Destination = forwarding.Destination,
        Port = forwarding.Port,
        Vni = forwarding.Vni,
    };

    public static string SubjectOf(MacAddress mac) => $"forwarding {mac}";
}
