namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A network namespace that plays a container: on a bridge of a host, with an address of its subnet and the bridge for a gateway.</summary>
internal sealed class Container : IDisposable
{
    private readonly Host _host;
    private readonly string _link;

    public Container(Host host, int number, string bridge = "docker0", params (string Address, string Gateway)[] addresses)
    {
        _host = host;
        _link = $"c{number}";
        Namespace = $"{host.Namespace}c{number}";
        Command.Run("ip", "netns", "add", Namespace);
        try
        {
            host.Ip($"link add {_link} type veth peer name eth0 netns {Namespace}");
            host.Ip($"link set {_link} master {bridge} up");
            Command.Run("ip", "-n", Namespace, "link", "set", "lo", "up");
            Command.Run("ip", "-n", Namespace, "link", "set", "eth0", "up");
            foreach (var (address, gateway) in addresses)
            {
                Command.Run("ip", ["-n", Namespace, "address", "add", address, "dev", "eth0", .. address.Contains(':') ? new[] { "nodad" } : []]);
                Command.Run("ip", "-n", Namespace, "route", "add", "default", "via", gateway);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Namespace { get; }

    /// <summary>Whether one of a few packets comes back.</summary>
    public bool CanPing(string address) => Command.Try("ip", "netns", "exec", Namespace, "ping", "-c", "3", "-i", "0.2", "-W", "1", address).Code == 0;

    public void Dispose()
    {
        Command.Try("ip", "-n", _host.Namespace, "link", "delete", _link);
        Command.Try("ip", "netns", "delete", Namespace);
    }
}
