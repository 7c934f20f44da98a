using System.Collections.Immutable;
using System.Net.Sockets;

namespace ActorNet.Agent.DataPlane;

/// <summary>A switch of the kernel's in <c>/proc/sys</c>.</summary>
/// <param name="Name">Its name with slashes, as <c>sysctl</c> takes it as well: interface names may have dots.</param>
/// <param name="Value">What it should be.</param>
/// <param name="InsteadOf">The only value that it is changed from; null: any.</param>
internal readonly record struct Sysctl(string Name, string Value, string? InsteadOf = null)
{
    private string FilePath => $"/proc/sys/{Name}";

    /// <summary>
    /// That packets are forwarded at all. A host that forwards IPv6 ignores router advertisements, and would lose its default route with
    /// them, unless its interface is told to heed them all the same (2 instead of 1; the kernel's <c>ip-sysctl</c>).
    /// </summary>
    public static ImmutableArray<Sysctl> ForForwarding(AddressFamily family, string? uplink) => family == AddressFamily.InterNetwork
        ? [new("net/ipv4/ip_forward", "1")]
        :
        [
            .. uplink is null ? ImmutableArray<Sysctl>.Empty : [new($"net/ipv6/conf/{uplink}/accept_ra", "2", InsteadOf: "1")],
            new("net/ipv6/conf/all/forwarding", "1"),
        ];

    /// <summary>Whether it has the value.</summary>
    /// <exception cref="IOException">It cannot be read; the kernel does not have it, say.</exception>
    public bool IsSet()
    {
        var present = File.ReadAllText(FilePath).Trim();
        return present == Value || (InsteadOf is not null && present != InsteadOf);
    }

    /// <summary>Gives it the value.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to do so.</exception>
    public void Set() => File.WriteAllText(FilePath, Value);
}
