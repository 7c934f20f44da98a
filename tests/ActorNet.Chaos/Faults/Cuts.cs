using ActorNet.Chaos.Lab;
using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>Which wires are cut.</summary>
internal static class Cuts
{
    /// <summary>A coordinator and the others hear nothing of one another.</summary>
    public static Cut FromOthers(ChaosLab lab, Coordinator coordinator) =>
        new("coordinator cut off from the others", coordinator.Name, lab.Network, BothWays(coordinator.Number, Others(lab, coordinator)));

    /// <summary>The others do not hear a coordinator, which hears them.</summary>
    public static Cut UnheardByOthers(ChaosLab lab, Coordinator coordinator) =>
        new("one-way cut between coordinators", coordinator.Name, lab.Network, [.. Others(lab, coordinator).Select(other => (coordinator.Number, other))]);

    /// <summary>A coordinator and etcd hear nothing of one another.</summary>
    public static Cut FromEtcd(ChaosLab lab, Coordinator coordinator) =>
        new("coordinator cut off from etcd", coordinator.Name, lab.Network, BothWays(coordinator.Number, Members(lab)));

    /// <summary>etcd hears a coordinator, which hears no answer.</summary>
    public static Cut DeafToEtcd(ChaosLab lab, Coordinator coordinator) =>
        new("one-way cut from etcd", coordinator.Name, lab.Network, [.. Members(lab).Select(member => (member, coordinator.Number))]);

    /// <summary>Of three coordinators each pair but one hears one another: every one of them sees a majority, and no two the same.</summary>
    public static Cut Ring(ChaosLab lab)
    {
        var (first, second) = (lab.Coordinators[0], lab.Coordinators[1]);
        return new("majority ring", $"{first.Name} and {second.Name}", lab.Network, BothWays(first.Number, [second.Number]));
    }

    /// <summary>A member and the other members hear nothing of one another; clients hear all.</summary>
    public static Cut FromMembers(ChaosLab lab, EtcdMemberProcess member) =>
        new("etcd member cut off from the others", member.Url, lab.Network, BothWays(lab.NumberOf(member), Members(lab).Where(other => other != lab.NumberOf(member))));

    /// <summary>A node hears nothing of any coordinator, and they nothing of it. Other nodes it reaches.</summary>
    public static Cut FromCoordinators(ChaosLab lab, Node node) =>
        new("node cut off from the coordinators", $"{node.Name}", lab.Network, BothWays(node.Number, lab.Coordinators.Select(coordinator => coordinator.Number)));

    /// <summary>A host hears nobody and is not heard.</summary>
    public static Cut OffTheSwitch(ChaosLab lab, string kind, string target, int number) =>
        new(kind, target, lab.Network, BothWays(number, lab.Network.Numbers.Where(other => other != number)));

    private static IEnumerable<int> Others(ChaosLab lab, Coordinator coordinator) =>
        lab.Coordinators.Where(other => other != coordinator).Select(other => other.Number);

    private static IEnumerable<int> Members(ChaosLab lab) => lab.Etcd.Members.Select(lab.NumberOf);

    private static List<(int From, int To)> BothWays(int one, IEnumerable<int> others) => [.. others.SelectMany(other => new[] { (one, other), (other, one) })];
}
