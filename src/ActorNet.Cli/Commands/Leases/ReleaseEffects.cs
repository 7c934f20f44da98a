using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>What a release will do, for whoever is asked whether it should.</summary>
internal static class ReleaseEffects
{
    public static IEnumerable<string> Of(ReleaseLeaseRequest request, Lease present, DateTimeOffset now)
    {
        var reached = present.PublicAddressText() is { Length: > 0 } address ? $", reached at {address}" : "";
        yield return $"Node {present.NodeId} in pool {present.Pool} has {present.SubnetText()}: epoch {present.Epoch}, {present.State.Words()}, "
            + $"granted {present.CreateTime.Age(now)} ago{reached}.";
        if (request.Epoch != present.Epoch)
        {
            yield return $"That is not epoch {request.Epoch}: the service will refuse.";
        }
        else if (request.NodeIsDown)
        {
            yield return "You vouch that the node is down: others can get its subnet at once. If it is not, two nodes use the same addresses.";
        }
        else
        {
            yield return $"Its lease will be revoked: the node stops using the subnet when it next renews, and others can get it when its time to live of "
                + $"{present.TimeToLive.InFull()} and a grace are over.";
        }
    }

    public static string Question(ReleaseLeaseRequest request) =>
        $"Release the lease of node {request.NodeId} in pool {(request.Pool.Length > 0 ? request.Pool : "default")}, epoch {request.Epoch}?";
}
