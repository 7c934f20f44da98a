using System.Net.Sockets;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Files;

/// <summary>The content of the Docker options file, byte for byte as flannel's <c>mk-docker-opts.sh</c> writes it.</summary>
internal static class DockerOptionsFile
{
    public static string Format(HeldLease lease, int mtu, bool masquerades)
    {
        // Docker masquerades exactly if the agent does not.
        (string Key, string Value)[] options =
        [
            .. lease.Firsts.Where(subnet => subnet.Family == AddressFamily.InterNetwork).Select(subnet => ("BIP", $"--bip={AddressText.FirstUsable(subnet)}")),
            ("IPMASQ", $"--ip-masq={(masquerades ? "false" : "true")}"),
            ("MTU", $"--mtu={mtu}"),
        ];
        return string.Concat(options.Select(option => $"DOCKER_OPT_{option.Key}=\"{option.Value}\"\n"))
            + $"DOCKER_OPTS=\"{string.Concat(options.Select(option => $" {option.Value}"))}\"\n";
    }
}
