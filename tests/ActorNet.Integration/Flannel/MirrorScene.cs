using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Akka.Etcd.Connection;
using Google.Protobuf;

namespace ActorNet.Integration.Flannel;

/// <summary>A pool, a flannel network and nodes of both sides, on a coordinator and an etcd that several scenes share.</summary>
internal sealed class MirrorScene : IAsyncDisposable
{
    private readonly MirrorWorld _world;
    private readonly List<RunningProgram> _mirrors = [];

    private MirrorScene(MirrorWorld world, string name) => (_world, Pool, Prefix) = (world, name, $"/flannel/{name}");

    public string Pool { get; }

    public string Prefix { get; }

    public EtcdConnection Etcd => _world.Etcd;

    public IReadOnlyList<RunningProgram> Mirrors => _mirrors;

    public LeaseService.LeaseServiceClient Leases => _world.Leases;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the pool and flannel's configuration.</summary>
    public static async Task<MirrorScene> StartAsync(MirrorWorld world, string name, string config, params string[] cidrs)
    {
        var scene = new MirrorScene(world, name);
        await world.Cluster.ControlAsync("put", $"{scene.Prefix}/config", config);
        await Shell.RunAsync(Programs.Cli, ["pool", "create", name, .. cidrs.SelectMany(cidr => (string[])["--cidr", cidr]), "--ipv4-prefix-length", "24", "--shards", "4", "--endpoint", world.Endpoint]);
        return scene;
    }

    public FlanneldLike Flanneld(string address) => new(Etcd, Prefix, address);

    public Task<ShellResult> TryAsync(params string[] arguments) => Shell.TryRunAsync(Programs.Cli, [.. Complete(arguments)]);

    public async Task<string> DoAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {result.ExitCode} {result.Output}{result.Error}");
    }

    public async Task<RunningProgram> StartMirrorAsync(params string[] arguments)
    {
        var mirror = RunningProgram.Start(Programs.Cli, [.. Complete(["mirror", "--interval", "1s", .. arguments])]);
        _mirrors.Add(mirror);
        await Eventually.HoldsAsync("the mirror mirrors", () => Task.FromResult(mirror.Log.Contains(" started ", StringComparison.Ordinal)), evidence: () => mirror.Log);
        return mirror;
    }

    public async Task<Lease> AcquireAsync(string node, string address = "192.0.2.200", string? preferred = null)
    {
        var request = new AcquireLeaseRequest
        {
            Pool = Pool,
            NodeId = node,
            Instance = InstanceOf(node),
            Attributes = new NodeAttributes
            {
                PublicIpv4 = address,
                BackendType = BackendType.Vxlan,
                Vxlan = new VxlanEndpoint { Vni = 1, VtepMac = "02:00:0a:f4:01:00" },
            },
        };
        if (preferred is not null)
        {
            request.PreferredSubnets.Add(preferred);
        }

        return (await Leases.AcquireLeaseAsync(request, cancellationToken: Cancellation)).Lease;
    }

    public async Task ReleaseAsync(Lease lease) => await Leases.ReleaseLeaseAsync(
        new ReleaseLeaseRequest { Pool = Pool, NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = InstanceOf(lease.NodeId) }, cancellationToken: Cancellation);

    public async Task<IReadOnlyList<Lease>> ListAsync() => (await Leases.ListLeasesAsync(new ListLeasesRequest { Pool = Pool, PageSize = 1000 }, cancellationToken: Cancellation)).Leases;

    /// <summary>What a key holds; empty where it is not there.</summary>
    public async Task<string> ReadKeyAsync(string name) => (await _world.Cluster.ControlAsync("get", "--print-value-only", $"{Prefix}/subnets/{name}")).Trim();

    public Task PutAsync(string name, string value) => _world.Cluster.ControlAsync("put", $"{Prefix}/subnets/{name}", value);

    public Task EventuallyAsync(string what, Func<Task<bool>> look, TimeSpan? within = null) =>
        Eventually.HoldsAsync(what, look, within ?? TimeSpan.FromSeconds(30), () => string.Join("\n----\n", _mirrors.Select(mirror => mirror.Log)) + _world.Log);

    /// <summary>Waits until our nodes see what a flanneld has.</summary>
    public Task UntilRoutedAsync(string address, Prefix subnet) => EventuallyAsync(
        $"{subnet} of {address} is shown", async () => (await ListAsync()).Any(lease => lease.NodeId == $"flannel-{address}" && lease.Subnets.SequenceEqual([subnet.ToString()])));

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in _mirrors)
        {
            await mirror.DisposeAsync();
        }
    }

    private IEnumerable<string> Complete(IEnumerable<string> arguments) =>
        ["flannel", .. arguments, "--etcd", .. _world.Cluster.Endpoints, "--flannel-prefix", Prefix, "--pool", Pool, "--endpoint", _world.Endpoint];

    private static ByteString InstanceOf(string node) => ByteString.CopyFromUtf8(node.PadRight(16)[..16]);
}
