using System.Text;
using ActorNet.Flannel;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Etcd.Transactions;
using Akka.Etcd.Watching;
using Etcdserverpb;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>flannel's keys in etcd. Each write is guarded by the revision of what it was decided on, so that writers that know less than another change nothing.</summary>
/// <param name="connection">The etcd.</param>
/// <param name="prefix">Below what flannel's keys are, without a slash at the end.</param>
internal sealed class FlannelStore(EtcdConnection connection, string prefix)
{
    private const int PageSize = 1000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _folder = $"{prefix}/subnets/";

    /// <summary>Reads everything, in pages of one revision.</summary>
    /// <exception cref="EtcdException">It cannot be read.</exception>
    public async Task<FlannelState> ReadAsync(CancellationToken cancellationToken)
    {
        var config = await connection.ReadAsync(new RangeRequest { Key = ByteString.CopyFromUtf8($"{prefix}/config") }, cancellationToken);
        var (network, problem) = ReadConfig(config.Kvs.SingleOrDefault()?.Value);
        var range = EtcdKeyRange.WithPrefix(_folder);
        var entries = new List<FlannelEntry>();
        var malformed = new List<(string, string)>();
        var (start, revision) = (range.Start, 0L);
        while (true)
        {
            var page = await connection.ReadAsync(new RangeRequest { Key = start, RangeEnd = range.End, Limit = PageSize, Revision = revision }, cancellationToken);
            revision = revision == 0 ? page.Header.Revision : revision;
            foreach (var pair in page.Kvs)
                Read(pair, entries, malformed);

            if (!page.More || page.Kvs.Count == 0)
                return new FlannelState(network, problem, config.Kvs.Count > 0, entries, malformed, revision);

            start = ByteString.CopyFrom([.. page.Kvs[^1].Key.Span, 0]);
        }
    }

    /// <summary>Every change of flannel's keys, from a revision on.</summary>
    public IAsyncEnumerable<EtcdChanges> WatchAsync(long fromRevision, CancellationToken cancellationToken) =>
        connection.WatchAsync(EtcdKeyRange.WithPrefix($"{prefix}/"), fromRevision, cancellationToken);

    /// <summary>Writes a key if nobody has since.</summary>
    /// <param name="name">Its last part.</param>
    /// <param name="value">Its value.</param>
    /// <param name="modRevision">When it was last written; 0: it is not there.</param>
    /// <param name="etcdLease">The etcd lease with which it ends; 0: with none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where somebody has, or the etcd lease is gone.</returns>
    public async Task<bool> TryPutAsync(string name, FlannelLease value, long modRevision, long etcdLease, CancellationToken cancellationToken)
    {
        var key = ByteString.CopyFromUtf8(_folder + name);
        try
        {
            return await TryAsync(key, modRevision, Operation.Put(key, ByteString.CopyFrom(value.ToJson()), etcdLease), cancellationToken);
        }
        catch (EtcdRefusedException refusal) when (refusal.Code == StatusCode.NotFound && etcdLease != 0)
        {
            return false;
        }
    }

    /// <summary>Deletes a key if nobody has written it since; false where somebody has.</summary>
    public Task<bool> TryDeleteAsync(string name, long modRevision, CancellationToken cancellationToken)
    {
        var key = ByteString.CopyFromUtf8(_folder + name);
        return TryAsync(key, modRevision, Operation.Delete(key), cancellationToken);
    }

    /// <summary>Extends an etcd lease, and makes it where it is not there.</summary>
    public async Task KeepLeaseAsync(long etcdLease, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        if (await connection.KeepLeaseAliveAsync(etcdLease, cancellationToken) is not null)
            return;

        try
        {
            await connection.GrantLeaseAsync(etcdLease, timeToLive, cancellationToken);
        }
        catch (EtcdRefusedException refusal) when (refusal.Code == StatusCode.FailedPrecondition)
        {
            // Another mirror has made it in the meantime, or an earlier attempt of this one.
        }
    }

    /// <summary>Makes an etcd lease that nobody keeps alive.</summary>
    public async Task<long> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellationToken) =>
        (await connection.GrantLeaseAsync(timeToLive, cancellationToken)).ID;

    // A transaction whose outcome is not known is sent again: where it was done already its guard fails, and the next pass finds the key as it is wanted.
    private async Task<bool> TryAsync(ByteString key, long modRevision, RequestOp operation, CancellationToken cancellationToken)
    {
        var request = new TxnRequest { Compare = { Guard.IsUnchangedSince(key, modRevision) }, Success = { operation } };
        return (await connection.TransactUntilKnownAsync(request, cancellationToken)).Succeeded;
    }

    private static (FlannelNetwork? Network, string? Problem) ReadConfig(ByteString? value)
    {
        if (value is null)
            return (null, "it is not there");

        try
        {
            return (FlannelConfigParser.Parse(value.Memory), null);
        }
        catch (FlannelConfigException exception)
        {
            return (null, exception.Message);
        }
    }

    private void Read(Mvccpb.KeyValue pair, List<FlannelEntry> entries, List<(string Key, string Problem)> malformed)
    {
        string name;
        try
        {
            name = Strict.GetString(pair.Key.Span)[_folder.Length..];
        }
        catch (DecoderFallbackException)
        {
            malformed.Add((pair.Key.ToStringUtf8(), "its name is no text"));
            return;
        }

        if (!FlannelKey.TryParse(name, out var subnets))
            malformed.Add((_folder + name, "its name is not that of a subnet, like 10.244.3.0-24"));
        else if (!FlannelLease.TryParse(pair.Value.Memory, out var lease, out var problem))
            malformed.Add((_folder + name, problem));
        else
            entries.Add(new FlannelEntry(name, subnets, lease, pair.ModRevision, pair.Lease));
    }
}
