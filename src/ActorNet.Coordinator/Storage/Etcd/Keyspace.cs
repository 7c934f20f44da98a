using ActorNet.Coordinator.Hosting;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Etcd.Transactions;
using Etcdserverpb;
using Google.Protobuf;

namespace ActorNet.Coordinator.Storage.Etcd;

/// <summary>Our part of an etcd cluster's keys, and the key in it that says that it is ours.</summary>
/// <param name="connection">The cluster.</param>
/// <param name="prefix">What all of our keys begin with.</param>
internal sealed class Keyspace(EtcdConnection connection, string prefix)
{
    private const string Format = "actornet/1";

    private readonly EtcdKeyRange all = EtcdKeyRange.WithPrefix(prefix);
    private readonly ByteString mark = ByteString.CopyFromUtf8($"{prefix}format");

    /// <summary>Checks that the keys are ours and of a format that we know; writes so where there are none.</summary>
    /// <exception cref="StartException">They are not.</exception>
    /// <exception cref="EtcdException">etcd cannot tell.</exception>
    public async Task ClaimAsync(CancellationToken cancellation)
    {
        var answer = await connection.TransactAsync(
            new TxnRequest
            {
                Compare = { Guard.IsEmpty(all) },
                Success = { Operation.Put(mark, ByteString.CopyFromUtf8(Format)) },
                Failure = { Operation.Read(mark) },
            },
            cancellation);
        var found = answer.Succeeded ? Format : answer.Responses[0].ResponseRange.Kvs.SingleOrDefault()?.Value.ToStringUtf8();
        if (found != Format)
        {
            throw new StartException(found is not null && found.StartsWith("actornet/", StringComparison.Ordinal)
                ? $"the journal under {prefix} in etcd has format '{found}', this version reads '{Format}'; use a newer one"
                : $"the keys under {prefix} in etcd are another program's; give another prefix with --etcd-prefix");
        }
    }

    /// <summary>
    /// Sends a write through etcd's log whose condition can never hold. It takes all that a write takes (a leader, a majority with disks,
    /// permission, space below the quota) and makes no revision.
    /// </summary>
    /// <exception cref="EtcdException">It cannot be written.</exception>
    public Task TryWriteAsync(CancellationToken cancellation)
    {
        var never = new Compare { Key = mark, Target = Compare.Types.CompareTarget.Version, Result = Compare.Types.CompareResult.Less, Version = 0 };
        return connection.TransactAsync(new TxnRequest { Compare = { never }, Success = { Operation.Put(mark, ByteString.CopyFromUtf8(Format)) } }, cancellation);
    }

    /// <summary>etcd's revision at a moment after the call.</summary>
    /// <exception cref="EtcdException">It cannot be read.</exception>
    public async Task<long> ReadRevisionAsync(CancellationToken cancellation) =>
        (await connection.ReadAsync(new RangeRequest { Key = mark, CountOnly = true }, cancellation)).Header.Revision;
}
