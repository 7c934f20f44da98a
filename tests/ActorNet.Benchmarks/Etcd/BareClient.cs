using ActorNet.Benchmarks.Measuring;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Net.Client;

namespace ActorNet.Benchmarks.Etcd;

/// <summary>What etcd gives to whoever asks it without anything in between: the generated client on a channel of its own.</summary>
internal sealed class BareClient(string url) : IDisposable
{
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { MaxReceiveMessageSize = null });

    /// <summary>Creates keys below a prefix, each in a guarded transaction of its own: one compare, one put.</summary>
    /// <param name="prefix">A fresh one.</param>
    /// <param name="value">What is put.</param>
    /// <param name="load">How long each loop goes on.</param>
    /// <param name="inFlight">How many loops at once, each one transaction at a time.</param>
    /// <returns>What every transaction took.</returns>
    public async Task<IReadOnlyList<TimeSpan>> WriteAsync(string prefix, ByteString value, Load load, int inFlight)
    {
        var client = new KV.KVClient(channel);
        var loops = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(loop => Task.Run(() => LoopAsync(client, $"{prefix}/{loop:x2}", value, load))));
        return [.. loops.SelectMany(times => times)];
    }

    /// <summary>Reads all keys below a prefix, at once.</summary>
    /// <returns>How many there are.</returns>
    public async Task<long> ReadAsync(string prefix)
    {
        var range = EtcdKeyRange.WithPrefix(prefix);
        var answer = await new KV.KVClient(channel).RangeAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End });
        return answer.Kvs.Count;
    }

    public void Dispose() => channel.Dispose();

    private static async Task<IReadOnlyList<TimeSpan>> LoopAsync(KV.KVClient client, string prefix, ByteString value, Load load)
    {
        var meter = new LoadMeter(load);
        for (var number = 1; meter.TryBegin(out var begin); number++)
        {
            var answer = await client.TxnAsync(Create(ByteString.CopyFromUtf8($"{prefix}/{number:x16}"), value));
            if (!answer.Succeeded)
            {
                throw new InvalidOperationException($"{prefix} is not fresh: key {number} is there already");
            }

            meter.End(begin);
        }

        return meter.Times;
    }

    private static TxnRequest Create(ByteString key, ByteString value) => new()
    {
        Compare =
        {
            new Compare { Key = key, Target = Compare.Types.CompareTarget.Version, Result = Compare.Types.CompareResult.Equal, Version = 0 },
        },
        Success = { new RequestOp { RequestPut = new PutRequest { Key = key, Value = value } } },
    };
}
