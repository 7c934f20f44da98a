using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Event;
using Etcdserverpb;
using Google.Protobuf;

namespace Akka.Etcd.Tests;

/// <summary>Connections to a test's own cluster, and the shortest of requests.</summary>
internal static class TestConnection
{
    /// <summary>Longer than a busy machine stalls: a call that is given up has an outcome that nobody knows.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For tests in which no call stays without an answer.</summary>
    public static EtcdConnectionSettings Settings(this EtcdCluster cluster) => Settings(cluster.Endpoints);

    /// <summary>For tests in which no call stays without an answer.</summary>
    public static EtcdConnectionSettings Settings(IEnumerable<string> endpoints) =>
        new() { Endpoints = [.. endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience };

    /// <summary>For tests that take a member away: transactions are given up after two seconds, as they are by default. Where one has to succeed, <see cref="PutUntilDoneAsync"/>.</summary>
    public static EtcdConnectionSettings Impatient(this EtcdConnectionSettings settings) => settings with { CallTimeout = new EtcdConnectionSettings { Endpoints = [] }.CallTimeout };

    public static EtcdConnection Connect(this EtcdCluster cluster, ILoggingAdapter? log = null) => new(cluster.Settings(), log);

    /// <summary>A connection with <see cref="Impatient"/> settings.</summary>
    public static EtcdConnection ConnectImpatiently(this EtcdCluster cluster, ILoggingAdapter? log = null) => new(cluster.Settings().Impatient(), log);

    /// <summary>A connection that uses a given member.</summary>
    public static async Task<EtcdConnection> ConnectToAsync(EtcdConnectionSettings settings, EtcdMemberProcess member, ILoggingAdapter? log = null)
    {
        while (true)
        {
            var connection = new EtcdConnection(settings, log);
            if (connection.Current == new Uri(member.Url))
            {
                await connection.PutUntilDoneAsync("first", "call");
                if (connection.Current == new Uri(member.Url))
                {
                    return connection;
                }
            }

            await connection.DisposeAsync();
        }
    }

    public static TxnRequest Put(string key, string value, long lease = 0) => new()
    {
        Success = { new RequestOp { RequestPut = new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value), Lease = lease } } },
    };

    public static Task<TxnResponse> PutAsync(this EtcdConnection connection, string key, string value, long lease = 0) =>
        connection.TransactAsync(Put(key, value, lease), TestContext.Current.CancellationToken);

    /// <summary>Puts until it is done for certain, as one who may do it twice.</summary>
    public static async Task<TxnResponse> PutUntilDoneAsync(this EtcdConnection connection, string key, string value)
    {
        TxnResponse? done = null;
        await Eventually.HoldsAsync($"{key} is put", async () =>
        {
            try
            {
                done = await connection.PutAsync(key, value);
            }
            catch (EtcdOutcomeUnknownException)
            {
            }

            return done is not null;
        });
        return done!;
    }

    /// <summary>A key's value; null when it is not there.</summary>
    public static async Task<string?> GetAsync(this EtcdConnection connection, string key)
    {
        var answer = await connection.ReadAsync(new RangeRequest { Key = ByteString.CopyFromUtf8(key) }, TestContext.Current.CancellationToken);
        return answer.Kvs is [var found] ? found.Value.ToStringUtf8() : null;
    }
}
