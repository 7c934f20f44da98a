using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Holds;

/// <summary>Of what is believed one after the other the epochs only grow, for a node and for a subnet (I6, S4).</summary>
public static class EpochOrder
{
    /// <summary>All that came later with a lower epoch, or with the same one for another node.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history)
    {
        var violations = new List<string>();
        var ofNode = new Dictionary<string, HoldBegan>();
        var ofSubnet = new Dictionary<Addressing.Prefix, HoldBegan>();
        foreach (var began in history.OfType<HoldBegan>())
        {
            if (ofNode.TryGetValue(began.Node, out var before) && before.Epoch > began.Epoch)
            {
                violations.Add($"{Say(began)}, after {Say(before)}: the node's epochs go back");
            }

            ofNode[began.Node] = began;
            foreach (var subnet in began.Subnets)
            {
                if (ofSubnet.TryGetValue(subnet, out before) && (before.Epoch > began.Epoch || (before.Epoch == began.Epoch && before.Node != began.Node)))
                {
                    violations.Add($"{Say(began)}, after {Say(before)}: the epochs of {subnet} do not grow");
                }

                ofSubnet[subnet] = began;
            }
        }

        return violations;
    }

    private static string Say(HoldBegan began) =>
        $"{began.Holder} as {began.Node} believes in {HistoryText.List(began.Subnets)} with epoch {began.Epoch} from {HistoryText.At(began.AtNs)}";
}
