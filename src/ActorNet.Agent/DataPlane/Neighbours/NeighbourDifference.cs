using System.Net;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Neighbours;

/// <summary>
/// The part of a tunnel's neighbours in <see cref="Difference"/>. The tunnel is the agent's, and so are its permanent entries; what the kernel resolves by itself (its multicast
/// entries, say) is not.
/// </summary>
internal static class NeighbourDifference
{
    /// <summary>Compares all of one tunnel.</summary>
    /// <param name="desired">The entries that should be, by tunnel and destination.</param>
    /// <param name="areAll">Whether other entries are stale; false while not all nodes are known.</param>
    /// <param name="present">The tunnel's entries.</param>
    /// <param name="way">The tunnel.</param>
    /// <param name="linkIndex">Its number.</param>
    /// <param name="difference">Gets what has to change.</param>
    public static void Find(
        IReadOnlyDictionary<(Way Way, IPAddress Destination), DesiredNeighbour> desired,
        bool areAll,
        IReadOnlyList<Neighbour> present,
        Way way,
        int linkIndex,
        Difference difference)
    {
        var right = new HashSet<IPAddress>(present.Count);
        foreach (var neighbour in present)
        {
            if (desired.TryGetValue((way, neighbour.Destination), out var wanted))
            {
                if (IsRight(wanted, neighbour))
                    right.Add(neighbour.Destination);
            }
            else if (areAll && neighbour.State.HasFlag(NeighbourState.Permanent))
            {
                difference.Add(ObjectKind.Neighbour, SubjectOf(neighbour.Destination), NeighbourRequest.Delete(neighbour));
            }
        }

        foreach (var (key, wanted) in desired)
        {
            if (key.Way == way && !right.Contains(key.Destination))
                difference.Add(ObjectKind.Neighbour, SubjectOf(key.Destination), NeighbourRequest.Replace(ToNeighbour(wanted, linkIndex)));
        }
    }

    /// <summary>Whether an entry for the same destination is the one that should be.</summary>
    public static bool IsRight(DesiredNeighbour wanted, Neighbour present) => present.LinkLayerAddress == wanted.Mac && present.State.HasFlag(NeighbourState.Permanent);

    public static Neighbour ToNeighbour(DesiredNeighbour neighbour, int linkIndex) =>
        new() { LinkIndex = linkIndex, Destination = neighbour.Destination, LinkLayerAddress = neighbour.Mac };

    public static string SubjectOf(IPAddress destination) => $"neighbour {destination}";
}
