namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Hosts as network namespaces on one switch, which is a namespace of its own: host n is <c>10.77.0.n</c>, the switch <c>10.77.0.254</c>.</summary>
internal sealed class Lab : IDisposable
{
    public const string SwitchAddress = "10.77.0.254";

    private static int _labs;

    private readonly string _prefix = $"ant{Environment.ProcessId}x{Interlocked.Increment(ref _labs)}";
    private readonly List<Host> _hosts = [];

    public Lab(int hosts)
    {
        Switch = new Host($"{_prefix}s", 254);
        _hosts.Add(Switch);
        try
        {
            Switch.Create();
            Switch.Ip("link add br0 type bridge");
            Switch.Ip($"addr add {SwitchAddress}/24 dev br0");
            Switch.Ip("addr add fd77::254/64 dev br0 nodad");
            Switch.Ip("link set br0 up");
            for (var number = 1; number <= hosts; number++)
                AddHost(number);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Host Switch { get; }

    public Host this[int number] => _hosts[number];

    /// <summary>A host is switched off and on: all that its kernel had is gone, its disk is not.</summary>
    public void Reboot(int number)
    {
        Switch.Ip($"link delete p{number}");
        this[number].Delete();
        Boot(this[number], number);
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
            host.Delete();
    }

    private void AddHost(int number)
    {
        var host = new Host($"{_prefix}h{number}", number);
        _hosts.Add(host);
        Boot(host, number);
    }

    private void Boot(Host host, int number)
    {
        host.Create();
        Switch.Ip($"link add p{number} type veth peer name eth0 netns {host.Namespace}");
        Switch.Ip($"link set p{number} master br0 up");
        host.Ip($"addr add {host.Address}/24 dev eth0");
        host.Ip($"addr add fd77::{number}/64 dev eth0 nodad");
        host.Ip("link set eth0 up");
        host.Ip("link set lo up");
    }
}
