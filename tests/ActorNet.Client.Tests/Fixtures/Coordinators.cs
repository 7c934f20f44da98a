using System.Net;
using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>Several coordinators on one etcd, at 127.0.0.1, 127.0.0.2 and so on, all with the same port.</summary>
public sealed class Coordinators : IAsyncDisposable
{
    private readonly EtcdCluster _etcd;

    private Coordinators(EtcdCluster etcd, int size)
    {
        _etcd = etcd;
        var port = LoopbackPorts.Take();
        Members = [.. Enumerable.Range(1, size).Select(number => new CoordinatorProcess(etcd, new IPEndPoint(new IPAddress([127, 0, 0, (byte)number]), port)))];
    }

    public IReadOnlyList<CoordinatorProcess> Members { get; }

    public IReadOnlyList<Uri> Endpoints => [.. Members.Select(member => member.Endpoint)];

    /// <summary>A name that has all their addresses for whoever uses <see cref="ResolveAsync"/>.</summary>
    public Uri Name => new($"http://coordinator.test:{Members[0].Address.Port}");

    public static async Task<Coordinators> StartAsync(int size)
    {
        var coordinators = new Coordinators(await EtcdCluster.StartAsync(), size);
        try
        {
            foreach (var member in coordinators.Members)
                await member.StartAsync();
            return coordinators;
        }
        catch
        {
            await coordinators.DisposeAsync();
            throw;
        }
    }

    public Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<IPAddress[]>([.. Members.Select(member => member.Address.Address)]);

    public CoordinatorProcess At(ReplicaAddress replica) => Members.Single(member => member.Address.Equals(replica.Address));

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
            await member.DisposeAsync();
        await _etcd.DisposeAsync();
    }
}
