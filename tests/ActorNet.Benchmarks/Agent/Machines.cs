using ActorNet.Testing;

namespace ActorNet.Benchmarks.Agent;

/// <summary>Network namespaces that play machines.</summary>
internal static class Machines
{
    /// <summary>A machine with an interface to others that there are not: <c>eth0</c>, 10.77.0.1/16.</summary>
    public static async Task<NetworkNamespace> CreateWithUplinkAsync()
    {
        var machine = await NetworkNamespace.CreateAsync();
        await machine.IpAsync("link add eth0 type veth peer name wire0");
        await machine.IpAsync("link set wire0 up");
        await machine.IpAsync("address add 10.77.0.1/16 dev eth0");
        await machine.IpAsync("link set eth0 up");
        return machine;
    }
}
