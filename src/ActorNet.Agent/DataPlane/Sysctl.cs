using System.Net.Sockets;

namespace ActorNet.Agent.DataPlane;

/// <summary>A switch of the kernel's in <c>/proc/sys</c>.</summary>
/// <param name="Name">Its name, as <c>sysctl</c> has it.</param>
/// <param name="Value">What it should be.</param>
internal readonly record struct Sysctl(string Name, string Value)
{
    private string FilePath => $"/proc/sys/{Name.Replace('.', '/')}";

    /// <summary>That packets are forwarded at all.</summary>
    public static Sysctl ForwardingOf(AddressFamily family) =>
        new(family == AddressFamily.InterNetwork ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding", "1");

    /// <summary>Whether it has the value.</summary>
    /// <exception cref="IOException">It cannot be read; the kernel does not have it, say.</exception>
    public bool IsSet() => File.ReadAllText(FilePath).Trim() == Value;

    /// <summary>Gives it the value.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to do so.</exception>
    public void Set() => File.WriteAllText(FilePath, Value);
}
