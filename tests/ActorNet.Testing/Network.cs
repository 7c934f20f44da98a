namespace ActorNet.Testing;

/// <summary>Hosts on a switch: each a network namespace with <c>eth0</c>, 10.77.0.x/24.</summary>
public sealed class Network : IAsyncDisposable
{
    private readonly List<NetworkNamespace> all = [];
    private readonly NetworkNamespace hub;

    private Network(NetworkNamespace hub)
    {
        this.hub = hub;
        all.Add(hub);
    }

    public static async Task<Network> CreateAsync()
    {
        var network = new Network(await NetworkNamespace.CreateAsync());
        await network.hub.IpAsync("link add br0 type bridge stp_state 0 forward_delay 0");
        await network.hub.IpAsync("link set br0 up");
        return network;
    }

    /// <summary>Adds a host with the address 10.77.0.<paramref name="number"/>.</summary>
    public async Task<NetworkNamespace> AddHostAsync(int number)
    {
        var host = await AddNamespaceAsync();
        await hub.IpAsync($"link add p{number} type veth peer name eth0 netns {host.Name}");
        await hub.IpAsync($"link set p{number} master br0 up");
        await host.IpAsync($"address add 10.77.0.{number}/24 dev eth0");
        await host.IpAsync("link set eth0 up");
        return host;
    }

    /// <summary>Adds a container to a host's docker0: a namespace with <c>eth0</c> and a default route via the bridge.</summary>
    /// <param name="host">The host.</param>
    /// <param name="gateway">docker0's address with its length, for example 10.244.3.1/24; the container gets the next one.</param>
    public async Task<Container> AddContainerAsync(NetworkNamespace host, string gateway)
    {
        var (address, length) = (gateway.Split('/')[0], gateway.Split('/')[1]);
        var octets = address.Split('.');
        var own = string.Join('.', octets[..3].Append((int.Parse(octets[3]) + 1).ToString()));
        var container = await AddNamespaceAsync();
        var veth = $"pod{all.Count}";
        await host.IpAsync($"link add {veth} type veth peer name eth0 netns {container.Name}");
        await host.IpAsync($"link set {veth} master docker0 up");
        await container.IpAsync($"address add {own}/{length} dev eth0");
        await container.IpAsync("link set eth0 up");
        await container.IpAsync($"route add default via {address}");
        return new Container(container, own);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(all))
        {
            await host.DisposeAsync();
        }
    }

    private async Task<NetworkNamespace> AddNamespaceAsync()
    {
        var added = await NetworkNamespace.CreateAsync();
        all.Add(added);
        return added;
    }
}

/// <summary>A container on a host.</summary>
public sealed record Container(NetworkNamespace Namespace, string Address)
{
    public async Task<bool> CanPingAsync(string address) =>
        (await Namespace.TryRunAsync("ping", "-c", "1", "-W", "2", "-q", address)).ExitCode == 0;
}
