using ActorNet.Benchmarks.Measuring;
using Akka.Etcd.Keys;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Net.Client;

namespace ActorNet.Benchmarks.Etcd;

/// <summary>What etcd gives to whoever asks it without anything in between: the generated client on a channel of its own.</summary>
internal sealed class BareClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly KV.KVClient client;

    /// <summary>Makes one; it connects when it is used.</summary>
    /// <param name="url">etcd's client URL.</param>
    public BareClient(string url)
    {
        channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        client = new KV.KVClient(channel);
    }

    /// <summary>Creates keys below a prefix, each in a guarded transaction of its own: one compare, one put.</summary>
    /// <param name="prefix">A fresh one.</param>
    /// <param name="value">What is put.</param>
    /// <param name="load">How long each loop goes on.</param>
    /// <param name="inFlight">How many loops at once, each one transaction at a time.</param>
    /// <returns>What every transaction took.</returns>
    public async Task<IReadOnlyList<TimeSpan>> WriteAsync(string prefix, ByteString value, Load load, int inFlight)
    {
        var last = new int[inFlight];
        return await ClosedLoops.RunAsync(load, inFlight, loop => CreateAsync($"{prefix}/{loop:x2}/{++last[loop]:x16}", value));
    }

    /// <summary>Creates a key in a guarded transaction.</summary>
    /// <exception cref="InvalidOperationException">It is there already.</exception>
    public async Task CreateAsync(string key, ByteString value)
    {
        var answer = await client.TxnAsync(Create(ByteString.CopyFromUtf8(key), value));
        if (!answer.Succeeded)
        {
            throw new InvalidOperationException($"{key} is there already");
        }
    }

    /// <summary>Reads all keys below a prefix, at once.</summary>
    /// <returns>How many there are.</returns>
    public async Task<long> ReadAsync(string prefix)
    {
        var range = EtcdKeyRange.WithPrefix(prefix);
        var answer = await client.RangeAsync(new RangeRequest { Key = range.Start, RangeEnd = range.End });
        return answer.Kvs.Count;
    }

    public void Dispose() => channel.Dispose();

    private static TxnRequest Create(ByteString key, ByteString value) => new()
    {
        Compare =
        {
            new Compare { Key = key, Target = Compare.Types.CompareTarget.Version, Result = Compare.Types.CompareResult.Equal, Version = 0 },
        },
        Success = { new RequestOp { RequestPut = new PutRequest { Key = key, Value = value } } },
    };
}
