using System.Collections.Immutable;

namespace ActorNet.Agent.Configuration;

/// <summary>Every option of the agent.</summary>
internal static class OptionCatalogue
{
    public const string DefaultConfigFile = "/etc/actornet/agent.json";

    public static readonly OptionSpec Coordinators = new("coordinators", "http://127.0.0.1:7410", "The coordinators' URLs; one with a DNS name stands for all addresses of that name. The node uses one and goes to another when it fails.", IsList: true);
    public static readonly OptionSpec Pool = new("pool", "", "The pool to take a subnet from. Empty: the one that selects this node by its labels, or the default pool.");
    public static readonly OptionSpec Node = new("node-id", null, "The node's id: 1 to 63 lower-case letters, digits, '.' and '-'. Default: the content of /etc/machine-id.");
    public static readonly OptionSpec Interface = new("interface", null, "The interface to the other nodes, by its name or one of its addresses; of several the first that is there. Default: the default route's, else the only one with a global address.", IsList: true) { FlannelVariables = ["FLANNELD_IFACE"] };
    public static readonly OptionSpec PublicAddresses = new("public-address", null, "The address under which other nodes reach this one; one per address family. Default: the interface's first.", IsList: true) { FlannelVariables = ["FLANNELD_PUBLIC_IP", "FLANNELD_PUBLIC_IPV6"] };
    public static readonly OptionSpec Backend = new("backend", "host-gw", "host-gw (routes via the other nodes' addresses, which must be on the same link), vxlan (tunnels to them, wherever they are) or alloc (a lease and files only; the kernel is left alone).");
    public static readonly OptionSpec Bridge = new("bridge", "docker0", "The bridge that gets the subnet's first address. Empty: none.");
    public static readonly OptionSpec Mtu = new("mtu", null, "The MTU of the bridge and in the files, 576 to 65535. Default: the interface's; with vxlan less 50, or less 70 where other nodes are reached over IPv6.");
    public static readonly OptionSpec StateDirectory = new("state-directory", "/var/lib/actornet/agent", "Where the agent keeps its state.");
    public static readonly OptionSpec SubnetFile = new("subnet-file", "/run/flannel/subnet.env", "The file that says the subnet, in flannel's format. Empty: none.") { FlannelVariables = ["FLANNELD_SUBNET_FILE"] };
    public static readonly OptionSpec DockerOptionsFile = new("docker-options-file", "/run/docker_opts.env", "The file with Docker's options, in flannel's format. Empty: none.");
    public static readonly OptionSpec Labels = new("labels", null, "Labels of the node, key=value, at most 64.", IsList: true);
    public static readonly OptionSpec PreferredSubnets = new("preferred-subnets", null, "Subnets that the node would like, most wanted first, at most 16.", IsList: true);
    public static readonly OptionSpec IPv4PrefixLength = new("ipv4-prefix-length", "0", "The IPv4 prefix length wanted, 1 to 30. 0: the pool's default.");
    public static readonly OptionSpec IPv6PrefixLength = new("ipv6-prefix-length", "0", "The IPv6 prefix length wanted, 1 to 126. 0: the pool's default.");
    public static readonly OptionSpec IPv4LongestPrefixLength = new("ipv4-longest-prefix-length", "0", "The longest IPv4 prefix (smallest subnet) taken where nothing of the wanted length is left, 1 to 30. 0: the wanted length or none.");
    public static readonly OptionSpec IPv6LongestPrefixLength = new("ipv6-longest-prefix-length", "0", "The longest IPv6 prefix (smallest subnet) taken where nothing of the wanted length is left, 1 to 126. 0: the wanted length or none.");
    public static readonly OptionSpec MostSubnets = new("most-subnets", "1", "How many subnets of an address family the node takes, 1 to 4. Where its subnet cannot grow to the wanted prefix length, it gets further ones that make up for it; with 2 or more the wanted length may be 1 shorter than any that the pool has, with 4 it may be 2.");
    public static readonly OptionSpec GiveBack = new("give-back", "false", "Whether the node gives back what it has more than the wanted prefix length: a further subnet, or half of one, after the pool's move window. Containers that use it have to be restarted before.");
    public static readonly OptionSpec ReleaseOnStop = new("release-on-stop", "false", "Whether stopping the agent ends the lease and removes what it made.");
    public static readonly OptionSpec RouteProtocol = new("route-protocol", "74", "The protocol number by which the agent knows its routes, 5 to 255 and nobody else's.");
    public static readonly OptionSpec ReconcileInterval = new("reconcile-interval", "1s", "How often the host is compared with what should be, 100ms to 1h, besides after each change; large tables less often, so that it takes a thousandth of the time at most.");
    public static readonly OptionSpec LogLevel = new("log-level", "information", "trace, debug, information, warning or error.");
    public static readonly OptionSpec InterfaceRegex = new("interface-regex", null, "A regular expression for the name, or else for an address, of the interface to the other nodes, where the option interface finds none; several are tried in order.", IsList: true) { FlannelVariables = ["FLANNELD_IFACE_REGEX"] };
    public static readonly OptionSpec InterfaceCanReach = new("interface-can-reach", null, "An address that the interface to the other nodes leads to, where the two options before find none.") { FlannelVariables = ["FLANNELD_IFACE_CAN_REACH"] };
    public static readonly OptionSpec VxlanVni = new("vxlan-vni", "1", "The VXLAN network identifier, 1 to 16777215.");
    public static readonly OptionSpec VxlanPort = new("vxlan-port", "0", "The UDP port of the tunnels, 1 to 65535. 0: the kernel's, 8472.");
    public static readonly OptionSpec DirectRouting = new("direct-routing", "false", "Whether nodes on the same link are reached by plain routes, and only the others through tunnels.");
    public static readonly OptionSpec TunnelChecksumOffload = new("tunnel-checksum-offload", "auto", "Whether tunnels leave checksums of what they send to the network card: on, off, or auto (off before Linux 5.8, which gets them wrong where outer packets are masqueraded; else as the device has it).");
    public static readonly OptionSpec StatusAddress = new("status-address", "127.0.0.1:7412", "Where /healthz, /readyz, /metrics and /status are served: an address and a port. Empty: only on the socket in the state directory, for the command status.");
    public static readonly OptionSpec Masquerades = new("ip-masquerade", "false", "Whether what containers send out of the cluster network gets this host's address by the agent's rules, true or false. FLANNEL_IPMASQ says the same, and Docker is told the opposite.") { FlannelVariables = ["FLANNELD_IP_MASQ"] };
    public static readonly OptionSpec Rules = new("rules", "auto", "With what masquerading and forwarding are ruled: auto (iptables where the host has it, else nftables), iptables, nftables, or none (then the bridge may send from any source as well).");

    public static readonly OptionSpec Docker = new("docker", "bridge", "How Docker learns the subnet: bridge (docker0 has it before Docker starts, and docker-options-file names it), daemon-json (merged into docker-daemon-file; docker-options-file is not written), or none (Docker is not looked at).");
    public static readonly OptionSpec DockerRestart = new("docker-restart", "never", "When Docker may be restarted so that it takes another subnet: never, when-idle (no container runs) or drain (containers are stopped before and started after it).");
    public static readonly OptionSpec DockerSocket = new("docker-socket", "/var/run/docker.sock", "Where Docker's engine listens.");
    public static readonly OptionSpec DockerDaemonFile = new("docker-daemon-file", "/etc/docker/daemon.json", "Docker's configuration file.");
    public static readonly OptionSpec DockerRestartCommand = new("docker-restart-command", null, "The program and its arguments, one value each, that restart Docker; no shell is involved. Default: systemctl restart docker.service.", IsList: true);
    public static readonly OptionSpec CniConfigFile = new("cni-config-file", "", "A CNI network configuration for the stock bridge, host-local and portmap plugins, /etc/cni/net.d/10-actornet.conflist say. Empty: none.");

    public static readonly ImmutableArray<OptionSpec> All =
    [
        Coordinators, Pool, Node, Interface, PublicAddresses, Backend, Bridge, Mtu, StateDirectory, SubnetFile, DockerOptionsFile, Labels,
        PreferredSubnets, IPv4PrefixLength, IPv6PrefixLength, IPv4LongestPrefixLength, IPv6LongestPrefixLength, MostSubnets, GiveBack, ReleaseOnStop, RouteProtocol, ReconcileInterval, LogLevel,
        InterfaceRegex, InterfaceCanReach, VxlanVni, VxlanPort, DirectRouting, TunnelChecksumOffload, StatusAddress,
        Docker, DockerRestart, DockerSocket, DockerDaemonFile, DockerRestartCommand, CniConfigFile, Masquerades, Rules,
    ];

    /// <summary>What a backend is called in options.</summary>
    public static string BackendName(BackendKind backend) => backend switch
    {
        BackendKind.HostGateway => "host-gw",
        BackendKind.Vxlan => "vxlan",
        BackendKind.AddressesOnly => "alloc",
        _ => throw new ArgumentOutOfRangeException(nameof(backend), backend, "Not a backend."),
    };
}
