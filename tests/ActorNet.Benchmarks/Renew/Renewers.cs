using ActorNet.Benchmarks.Clients;
using ActorNet.Benchmarks.Measuring;
using ActorNet.Contracts.V1;

namespace ActorNet.Benchmarks.Renew;

/// <summary>Nodes that have leases, and renew them one after the other.</summary>
internal sealed class Renewers
{
    private const int Streams = 16;

    private readonly Connections connections;
    private readonly (Node Node, long Epoch)[] leases;
    private readonly RenewLeaseRequest[] requests;
    private int next;

    private Renewers(Connections connections, IReadOnlyList<(Node Node, long Epoch)> leases)
    {
        this.connections = connections;
        this.leases = [.. leases];
        requests = [.. leases.Select(lease => lease.Node.Renew(lease.Epoch))];
    }

    /// <summary>Has nodes acquire their leases.</summary>
    public static async Task<Renewers> CreateAsync(Connections connections, int nodes)
    {
        var holders = new Holders(connections, "node");
        await holders.FillAsync(nodes);
        return new Renewers(connections, holders.Held);
    }

    /// <summary>Renews by RenewLease.</summary>
    public Task<IReadOnlyList<TimeSpan>> CallAsync(Load load, int inFlight) => ClosedLoops.RunAsync(
        load, inFlight, async caller => await connections[caller].RenewLeaseAsync(requests[(uint)Interlocked.Increment(ref next) % requests.Length]));

    /// <summary>Renews by KeepAlive.</summary>
    /// <param name="load">How long.</param>
    /// <param name="inFlight">How many renewals are under way in all streams together.</param>
    /// <param name="nodes">How many of the nodes; all where none is given.</param>
    public async Task<IReadOnlyList<TimeSpan>> StreamAsync(Load load, int inFlight, int? nodes = null)
    {
        var streams = Math.Min(Streams, inFlight);
        var times = await Task.WhenAll(Enumerable.Range(0, streams).Select(
            stream => Task.Run(() => StreamAsync(stream, load, inFlight / streams, nodes ?? leases.Length))));
        return [.. times.SelectMany(each => each)];
    }

    private async Task<IReadOnlyList<TimeSpan>> StreamAsync(int stream, Load load, int inFlight, int nodes)
    {
        var meter = new LoadMeter(load);
        var begun = new Dictionary<long, long>();
        var last = 0L;
        using var call = connections[stream].KeepAlive();
        for (var first = 0; first < inFlight; first++)
        {
            await SendAsync();
        }

        while (begun.Count > 0 && await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            var response = call.ResponseStream.Current;
            if (response.Renewal is null)
            {
                throw new InvalidOperationException($"a renewal was answered with {response.Error}");
            }

            begun.Remove(response.RequestNumber, out var begin);
            meter.End(begin);
            await SendAsync();
        }

        await call.RequestStream.CompleteAsync();
        return begun.Count == 0 && !await call.ResponseStream.MoveNext(CancellationToken.None)
            ? meter.Times
            : throw new InvalidOperationException($"a stream ended with {begun.Count} renewals unanswered");

        async Task SendAsync()
        {
            if (meter.TryBegin(out var begin))
            {
                var (node, epoch) = leases[(uint)Interlocked.Increment(ref next) % nodes];
                begun.Add(++last, begin);
                await call.RequestStream.WriteAsync(node.KeepAlive(epoch, last));
            }
        }
    }
}
