namespace ActorNet.Testing;

/// <summary>Hosts on a switch: each a network namespace with <c>eth0</c>, 10.77.0.x/24.</summary>
public sealed class Network : IAsyncDisposable
{
    private readonly List<NetworkNamespace> all = [];
    private readonly List<int> numbers = [];
    private readonly List<Cable> cables = [];
    private readonly NetworkNamespace hub;
    private readonly SwitchFaults faults;

    private Network(NetworkNamespace hub)
    {
        this.hub = hub;
        faults = new SwitchFaults(hub);
        all.Add(hub);
    }

    /// <summary>The numbers of all hosts.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    public static async Task<Network> CreateAsync()
    {
        var network = new Network(await NetworkNamespace.CreateAsync());
        await network.hub.IpAsync("link add br0 type bridge stp_state 0 forward_delay 0");
        await network.hub.IpAsync("link set br0 up");
        return network;
    }

    /// <summary>The address of a host.</summary>
    public static string AddressOf(int number) => $"10.77.0.{number}";

    /// <summary>Adds a host with the address 10.77.0.<paramref name="number"/>.</summary>
    public async Task<NetworkNamespace> AddHostAsync(int number)
    {
        var host = await AddNamespaceAsync();
        await hub.IpAsync($"link add p{number} type veth peer name eth0 netns {host.Name}");
        await ConnectAsync(host, number);
        return host;
    }

    /// <summary>Adds a host whose wire to the switch can delay, repeat and reorder.</summary>
    public async Task<(NetworkNamespace Host, Cable Cable)> AddHostOnCableAsync(int number)
    {
        var host = await AddNamespaceAsync();
        var cable = await Cable.LayAsync(host, "eth0", hub, $"p{number}");
        cables.Add(cable);
        await ConnectAsync(host, number);
        return (host, cable);
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

    /// <summary>Loses whatever the first host sends to the second from now on; the other direction stays as it is.</summary>
    public Task CutAsync(params IEnumerable<(int From, int To)> wires) => faults.CutAsync(wires);

    /// <summary>Ends cuts. One that was made twice must be ended twice.</summary>
    public Task MendAsync(params IEnumerable<(int From, int To)> wires) => faults.MendAsync(wires);

    /// <summary>Loses so many of a hundred frames from and to a host; none with 0.</summary>
    public Task LoseAsync(int number, int percent) => faults.LoseAsync(number, percent);

    /// <summary>Ends all cuts and losses.</summary>
    public Task HealAsync() => faults.HealAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var cable in cables)
        {
            await cable.DisposeAsync();
        }

        // The kernel takes its time to delete one, and several at once for hardly more.
        await Parallel.ForEachAsync(Enumerable.Reverse(all), async (host, _) => await host.DisposeAsync());
        faults.Dispose();
    }

    private async Task ConnectAsync(NetworkNamespace host, int number)
    {
        await hub.IpAsync($"link set p{number} master br0 up");
        await host.IpAsync($"address add {AddressOf(number)}/24 dev eth0");
        await host.IpAsync("link set eth0 up");
        numbers.Add(number);
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
    /// <summary>Whether one of a few pings is answered: the first one looks for neighbours, and waits for them on a busy machine.</summary>
    public async Task<bool> CanPingAsync(string address) =>
        (await Namespace.TryRunAsync("ping", "-c", "3", "-i", "0.2", "-W", "5", "-q", address)).ExitCode == 0;
}
