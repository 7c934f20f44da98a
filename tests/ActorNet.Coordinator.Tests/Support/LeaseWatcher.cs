using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>Reads a watch step by step.</summary>
public sealed class LeaseWatcher(AsyncServerStreamingCall<WatchLeasesResponse> call) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<WatchLeasesResponse> NextAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(Patience), "the watch ended");
        return call.ResponseStream.Current;
    }

    /// <summary>All pieces of a snapshot, which must be what comes next.</summary>
    public async Task<(List<Lease> Leases, SnapshotReason Reason, long Revision)> SnapshotAsync()
    {
        var leases = new List<Lease>();
        for (var isFirst = true; ; isFirst = false)
        {
            var response = await NextAsync();
            Assert.Equal(WatchLeasesResponse.ContentOneofCase.Snapshot, response.ContentCase);
            Assert.Equal(isFirst, response.Snapshot.First);
            leases.AddRange(response.Snapshot.Leases);
            if (response.Snapshot.Last)
            {
                return (leases, response.Snapshot.Reason, response.Revision);
            }
        }
    }

    /// <summary>The next so many events, in order, and the last revision.</summary>
    public async Task<(List<LeaseEvent> Events, long Revision)> EventsAsync(int count)
    {
        var events = new List<LeaseEvent>();
        while (true)
        {
            var response = await NextAsync();
            Assert.NotEqual(WatchLeasesResponse.ContentOneofCase.Snapshot, response.ContentCase);
            events.AddRange(response.Events?.Events ?? []);
            if (events.Count >= count)
            {
                Assert.Equal(count, events.Count);
                return (events, response.Revision);
            }
        }
    }

    public void Dispose() => call.Dispose();
}
