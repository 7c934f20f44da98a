using System.Globalization;

namespace ActorNet.Benchmarks.Etcd;

/// <summary>What an etcd member says of itself on its metrics page.</summary>
internal sealed class EtcdCounters(string url) : IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = new Uri(url) };

    /// <summary>How many transactions have been asked of it: calls of the method Txn, as its gRPC server counts them.</summary>
    public Task<long> TransactionsAsync() => ReadAsync("""grpc_server_started_total{grpc_method="Txn",grpc_service="etcdserverpb.KV",grpc_type="unary"}""");

    public void Dispose() => client.Dispose();

    private async Task<long> ReadAsync(string name)
    {
        var page = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = page.Split('\n').Single(line => line.StartsWith(name + ' ', StringComparison.Ordinal));
        return (long)double.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
    }
}
