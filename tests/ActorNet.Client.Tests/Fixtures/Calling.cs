using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>The calls that tests make.</summary>
internal static class Calling
{
    /// <summary>Only a hang takes that long.</summary>
    public static readonly CallSettings Patient = new(TimeSpan.FromSeconds(60));

    public static Task<Answer<ListPoolsResponse>> ListPoolsAsync(this CoordinatorClient client, CallSettings? settings = null) => client.CallAsync(
        (invoker, options) => new PoolService.PoolServiceClient(invoker).ListPoolsAsync(new ListPoolsRequest(), options),
        settings ?? Patient,
        TestContext.Current.CancellationToken);

    public static Task<Answer<AcquireLeaseResponse>> AcquireAsync(this CoordinatorClient client, string node) => client.CallAsync(
        (invoker, options) => new LeaseService.LeaseServiceClient(invoker).AcquireLeaseAsync(
            new AcquireLeaseRequest { NodeId = node, Instance = ByteString.CopyFrom(new byte[16]) }, options),
        Patient,
        TestContext.Current.CancellationToken);

    public static async Task<bool> ServesAsync(this CoordinatorClient client)
    {
        try
        {
            var answer = await client.CallAsync(
                (invoker, options) => new ClusterService.ClusterServiceClient(invoker).GetStatusAsync(new GetStatusRequest(), options),
                new CallSettings(TimeSpan.FromSeconds(5)),
                TestContext.Current.CancellationToken);
            return answer.Value.Serving;
        }
        catch (CoordinatorCallException)
        {
            return false;
        }
    }
}
