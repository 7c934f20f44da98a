using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>The past as two replicas on one etcd tell it.</summary>
public sealed class EtcdHistoryTests : TwoReplicasTest
{
    [Fact]
    public async Task What_one_replica_has_answered_every_other_one_tells_of()
    {
        for (var round = 0; round < 50; round++)
        {
            var lease = await AcquireAsync($"node-{round}");

            var held = Assert.Single((await LookupAsync(reader, lease.Subnets[0])).Tenures);
            Assert.Equal((lease.NodeId, lease.Epoch, lease.CreateTime), (held.NodeId, held.Epoch, held.StartTime));
        }
    }

    [Fact]
    public async Task A_listing_goes_on_at_its_revision_on_another_replica_and_on_one_that_came_later()
    {
        // Together, so that many are at one revision.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => AcquireAsync($"node-{number}")));
        var whole = await writer.History.ListHistoryAsync(new ListHistoryRequest { Pool = "default" }, cancellationToken: Cancellation);
        var request = new ListHistoryRequest { Pool = "default", PageSize = 3 };
        var entries = new List<HistoryEntry>();
        var page = await writer.History.ListHistoryAsync(request, cancellationToken: Cancellation);
        entries.AddRange(page.Entries);
        await AcquireAsync("late");
        await using var three = await CoordinatorProcess.ServeOnAsync(etcd);
        var replicas = new[] { reader, await three.ClientAsync(), writer };
        for (var turn = 0; page.NextPageToken.Length > 0; turn++)
        {
            var revision = page.Revision;
            request.PageToken = page.NextPageToken;
            page = await replicas[turn % replicas.Length].History.ListHistoryAsync(request, cancellationToken: Cancellation);
            Assert.Equal(revision, page.Revision);
            entries.AddRange(page.Entries);
        }

        Assert.Equal(41, entries.Count);
        Assert.Equal(whole.Entries, entries);
    }

    private static async Task<LookupAddressResponse> LookupAsync(CoordinatorClient client, string address) =>
        await client.History.LookupAddressAsync(new LookupAddressRequest { Address = address }, cancellationToken: Cancellation);
}
