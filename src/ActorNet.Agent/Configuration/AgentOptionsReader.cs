using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ActorNet.Addressing;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Rules;
using ActorNet.Client.Endpoints;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Configuration;

/// <summary>Makes options of texts and says everything that is wrong with them, not just the first thing.</summary>
internal sealed class AgentOptionsReader(RawOptions raw, List<string> errors)
{
    private const int LongestInterfaceName = 15;
    private const int LongestLabelKey = 63;
    private const int LongestLabelValue = 253;
    private const int MostLabels = 64;
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);
    private const int MostPreferredSubnets = 16;
    private const int MostSubnets = 4;

    /// <summary>The numbers that linux/rtnetlink.h gives to programs that set routes.</summary>
    private static ReadOnlySpan<byte> TakenProtocols => [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 42, 99, 186, 187, 188, 189, 192];

    /// <summary>The options; worth something only if <c>errors</c> is still empty.</summary>
    public AgentOptions Read(string? machineId) => new()
    {
        Coordinators = ReadCoordinators(),
        Pool = ReadPool(),
        Node = ReadNode(machineId),
        Interfaces = ReadInterfaces(),
        PublicAddresses = ReadPublicAddresses(),
        Backend = ReadBackend(),
        Bridge = ReadInterfaceName(OptionCatalogue.Bridge),
        Mtu = Text(OptionCatalogue.Mtu) is null ? null : ReadNumber(OptionCatalogue.Mtu, 576, 65535),
        StateDirectory = ReadPath(OptionCatalogue.StateDirectory) ?? Fail(OptionCatalogue.StateDirectory, "is empty; give a directory", ""),
        SubnetFile = ReadFile(OptionCatalogue.SubnetFile),
        DockerOptionsFile = ReadFile(OptionCatalogue.DockerOptionsFile, OptionCatalogue.SubnetFile),
        Labels = ReadLabels(),
        PreferredSubnets = ReadPreferredSubnets(),
        IPv4PrefixLength = ReadNumber(OptionCatalogue.IPv4PrefixLength, 0, 30),
        IPv6PrefixLength = ReadNumber(OptionCatalogue.IPv6PrefixLength, 0, 126),
        IPv4LongestPrefixLength = ReadLongest(OptionCatalogue.IPv4LongestPrefixLength, OptionCatalogue.IPv4PrefixLength, 30),
        IPv6LongestPrefixLength = ReadLongest(OptionCatalogue.IPv6LongestPrefixLength, OptionCatalogue.IPv6PrefixLength, 126),
        MostSubnets = ReadNumber(OptionCatalogue.MostSubnets, 1, MostSubnets),
        GivesBack = ReadChoice(OptionCatalogue.GiveBack, ("true", true), ("false", false)),
        ReleaseOnStop = ReadChoice(OptionCatalogue.ReleaseOnStop, ("true", true), ("false", false)),
        RouteProtocol = ReadRouteProtocol(),
        ReconcileInterval = ReadDuration(OptionCatalogue.ReconcileInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        LogLevel = ReadChoice(
            OptionCatalogue.LogLevel,
            ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error)),
        Masquerades = ReadMasquerades(),
        Rules = ReadRules(),
        InterfacePatterns = ReadInterfacePatterns(),
        InterfaceCanReach = ReadInterfaceCanReach(),
        VxlanVni = ReadNumber(OptionCatalogue.VxlanVni, 1, (1 << 24) - 1),
        VxlanPort = ReadNumber(OptionCatalogue.VxlanPort, 0, ushort.MaxValue) is var port and > 0 ? port : Vxlan.LinuxPort,
        DirectRouting = ReadChoice(OptionCatalogue.DirectRouting, ("true", true), ("false", false)),
        TunnelChecksumOffload = ReadChoice(OptionCatalogue.TunnelChecksumOffload, ("auto", ChecksumOffload.Auto), ("on", ChecksumOffload.On), ("off", ChecksumOffload.Off)),
        StatusAddress = ReadStatusAddress(),
        Docker = ReadDocker(),
        CniConfigFile = ReadFile(OptionCatalogue.CniConfigFile, OptionCatalogue.SubnetFile, OptionCatalogue.DockerOptionsFile),
    };

    private DockerOptions ReadDocker()
    {
        var mode = ReadChoice(OptionCatalogue.Docker, ("bridge", DockerMode.Bridge), ("daemon-json", DockerMode.DaemonJson), ("none", DockerMode.None));
        if (mode == DockerMode.DaemonJson && Text(OptionCatalogue.Bridge) != DockerOptions.DefaultBridge)
            Fail(OptionCatalogue.Docker, $"daemon-json sets {DockerOptions.DefaultBridge}, but {OptionCatalogue.Bridge.Name} is '{Text(OptionCatalogue.Bridge)}'; leave that out, or use bridge or none", 0);

        return new DockerOptions(
            mode,
            ReadChoice(OptionCatalogue.DockerRestart, ("never", DockerRestart.Never), ("when-idle", DockerRestart.WhenIdle), ("drain", DockerRestart.Drain)),
            ReadPath(OptionCatalogue.DockerSocket) ?? Fail(OptionCatalogue.DockerSocket, "is empty; give a path, or docker none", ""),
            ReadFile(OptionCatalogue.DockerDaemonFile, OptionCatalogue.SubnetFile, OptionCatalogue.DockerOptionsFile, OptionCatalogue.CniConfigFile) ?? Fail(OptionCatalogue.DockerDaemonFile, "is empty; give a path, or docker none", ""),
            ReadRestartCommand());
    }

    private ImmutableArray<string> ReadRestartCommand()
    {
        if (raw.Find(OptionCatalogue.DockerRestartCommand) is null)
            return ["systemctl", "restart", "docker.service"];

        var command = List(OptionCatalogue.DockerRestartCommand);
        var isCommand = command is [{ Length: > 0 }, ..] && !command.Any(part => part.Contains('\0'));
        return isCommand ? command : Fail(OptionCatalogue.DockerRestartCommand, "names no program; give one and its arguments, one value each", command);
    }

    private ImmutableArray<Uri> ReadCoordinators()
    {
        var uris = ImmutableArray.CreateBuilder<Uri>();
        foreach (var text in List(OptionCatalogue.Coordinators))
        {
            if (EndpointText.TryParse(text, out var uri, out var error))
                uris.Add(uri);
            else
                Fail(OptionCatalogue.Coordinators, error, 0);
        }

        if (raw.Find(OptionCatalogue.Coordinators) is { Values.IsEmpty: true })
            Fail(OptionCatalogue.Coordinators, "is empty; give at least one URL", 0);
        return uris.ToImmutable();
    }

    private string ReadPool()
    {
        var pool = Text(OptionCatalogue.Pool)!;
        return pool.Length == 0 || NodeId.HasForm(pool) ? pool : Fail(OptionCatalogue.Pool, $"'{pool}' is no pool's name; {NameForm}", "");
    }

    private NodeId ReadNode(string? machineId)
    {
        var text = Text(OptionCatalogue.Node) ?? machineId;
        if (string.IsNullOrEmpty(text))
            return Fail(OptionCatalogue.Node, $"is not given and {MachineId.Source} is empty or not there", default(NodeId));

        return NodeId.TryParse(text, out var node) ? node : Fail(OptionCatalogue.Node, $"'{text}' is no node id; {NameForm}", node);
    }

    private string? ReadInterfaceName(OptionSpec spec)
    {
        var name = Text(spec);
        if (string.IsNullOrEmpty(name))
            return null;

        return IsInterfaceName(name) ? name : Fail(spec, $"'{name}' is no interface name; {InterfaceNameForm}", name);
    }

    private static bool IsInterfaceName(string name) =>
        name.Length is > 0 and <= LongestInterfaceName && name is not ("." or "..") && !name.Any(c => c is '/' or ':' or '%' || char.IsWhiteSpace(c) || !char.IsAscii(c));

    private ImmutableArray<string> ReadInterfaces()
    {
        var interfaces = List(OptionCatalogue.Interface).RemoveAll(string.IsNullOrEmpty);
        foreach (var text in interfaces.Where(text => !IsInterfaceName(text) && !IPAddress.TryParse(text, out _)))
            Fail(OptionCatalogue.Interface, $"'{text}' is no address and no interface name; {InterfaceNameForm}", 0);
        if (Text(OptionCatalogue.Bridge) is { Length: > 0 } bridge && interfaces.Contains(bridge))
            Fail(OptionCatalogue.Interface, $"'{bridge}' is the bridge, which gets the node's subnet; name the interface that leads to the other nodes", 0);
        return interfaces;
    }

    private ImmutableArray<string> ReadInterfacePatterns()
    {
        var patterns = List(OptionCatalogue.InterfaceRegex).RemoveAll(string.IsNullOrEmpty);
        foreach (var pattern in patterns)
        {
            try
            {
                _ = new Regex(pattern, RegexOptions.CultureInvariant, PatternTime); // which it never takes: nothing is matched here
            }
            catch (ArgumentException exception)
            {
                Fail(OptionCatalogue.InterfaceRegex, $"'{pattern}' is no regular expression: {exception.Message}", 0);
            }
        }

        return patterns;
    }

    private IPAddress? ReadInterfaceCanReach()
    {
        var text = Text(OptionCatalogue.InterfaceCanReach);
        if (string.IsNullOrEmpty(text))
            return null;

        return IPAddress.TryParse(text, out var address) ? address : Fail<IPAddress?>(OptionCatalogue.InterfaceCanReach, $"'{text}' is no address", null);
    }

    private ImmutableArray<IPAddress> ReadPublicAddresses()
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (var text in List(OptionCatalogue.PublicAddresses))
        {
            if (!Prefix.TryParse($"{text}/{(text.Contains(':') ? 128 : 32)}", out var host))
                Fail(OptionCatalogue.PublicAddresses, $"'{text}' is no address", 0);
            else if (SpecialRanges.Containing(host.Address) is { } name)
                Fail(OptionCatalogue.PublicAddresses, $"{text} is in the {name} range; give a unicast address that other nodes reach", 0);
            else if (addresses.Any(other => other.AddressFamily == host.Family))
                Fail(OptionCatalogue.PublicAddresses, $"{text} is the second one of its address family; give one of each", 0);
            else
                addresses.Add(host.Address);
        }

        return addresses.ToImmutable();
    }

    private BackendKind ReadBackend() =>
        ReadChoice(OptionCatalogue.Backend, ("host-gw", BackendKind.HostGateway), ("vxlan", BackendKind.Vxlan), ("alloc", BackendKind.AddressesOnly));

    private RuleKind ReadRules() => ReadChoice(
        OptionCatalogue.Rules, ("auto", RuleKind.Auto), ("iptables", RuleKind.Iptables), ("nftables", RuleKind.Nftables), ("none", RuleKind.None));

    private bool ReadMasquerades()
    {
        var masquerades = ReadChoice(OptionCatalogue.Masquerades, ("true", true), ("false", false));
        var isRuled = !IsSaid(OptionCatalogue.Rules, "none") && !IsSaid(OptionCatalogue.Backend, "alloc");
        return masquerades && !isRuled
            ? Fail(OptionCatalogue.Masquerades, $"true needs rules, which there are none of with {OptionCatalogue.Rules.Name} none or {OptionCatalogue.Backend.Name} alloc; give false and let somebody else masquerade", false)
            : masquerades;
    }

    private string? ReadPath(OptionSpec spec)
    {
        var path = Text(spec);
        if (string.IsNullOrEmpty(path))
            return null;

        return Path.IsPathRooted(path) && !path.Contains('\0') ? path : Fail(spec, $"'{path}' is no absolute path", path);
    }

    /// <summary>A file that the agent writes. Two that are one would be written in turn, for ever.</summary>
    private string? ReadFile(OptionSpec spec, params ReadOnlySpan<OptionSpec> others)
    {
        if (ReadPath(spec) is not { } path || !Path.IsPathRooted(path) || path.Contains('\0'))
            return string.IsNullOrEmpty(Text(spec)) ? null : Text(spec);
        if (Path.GetFileName(Path.GetFullPath(path)).Length == 0)
            return Fail(spec, $"'{path}' is a directory's path; give a file's", path);

        foreach (var other in others)
        {
            if (Text(other) is { Length: > 0 } taken && !taken.Contains('\0') && Path.GetFullPath(taken) == Path.GetFullPath(path))
                return Fail(spec, $"'{path}' is what {other.Name} names as well; give each a file of its own", path);
        }

        return path;
    }

    private ImmutableSortedDictionary<string, string> ReadLabels()
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var text in List(OptionCatalogue.Labels))
        {
            var (key, value) = text.IndexOf('=') is var at and > 0 ? (text[..at], text[(at + 1)..]) : ("", "");
            if (key.Length is 0 or > LongestLabelKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/'))
                Fail(OptionCatalogue.Labels, $"'{text}' is no label; write key=value, the key with 1 to {LongestLabelKey} letters, digits, '.', '-', '_' and '/'", 0);
            else if (value.Length > LongestLabelValue || value.Any(char.IsControl))
                Fail(OptionCatalogue.Labels, $"the value of '{key}' has more than {LongestLabelValue} characters, or control characters", 0);
            else if (!labels.TryAdd(key, value))
                Fail(OptionCatalogue.Labels, $"'{key}' is given twice", 0);
        }

        return labels.Count <= MostLabels ? labels.ToImmutable() : Fail(OptionCatalogue.Labels, $"there are {labels.Count}; at most {MostLabels} are allowed", labels.ToImmutable());
    }

    private ImmutableArray<Prefix> ReadPreferredSubnets()
    {
        var subnets = ImmutableArray.CreateBuilder<Prefix>();
        foreach (var text in List(OptionCatalogue.PreferredSubnets))
        {
            if (Prefix.TryParse(text, out var subnet, out var error))
                subnets.Add(subnet);
            else
                Fail(OptionCatalogue.PreferredSubnets, error, 0);
        }

        return subnets.Count <= MostPreferredSubnets ? subnets.ToImmutable() : Fail(OptionCatalogue.PreferredSubnets, $"there are {subnets.Count}; at most {MostPreferredSubnets} are allowed", subnets.ToImmutable());
    }

    private IPEndPoint? ReadStatusAddress()
    {
        var text = Text(OptionCatalogue.StatusAddress)!;
        if (text.Length == 0)
            return null;

        return IPEndPoint.TryParse(text, out var address) && address.Port > 0
            ? address
            : Fail<IPEndPoint?>(OptionCatalogue.StatusAddress, $"'{text}' is no address and port; write it like 127.0.0.1:7412 or [::1]:7412, or leave it empty", null);
    }

    private int ReadNumber(OptionSpec spec, int least, int most)
    {
        var text = Text(spec)!;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Fail(spec, $"'{text}' is no number from {least} to {most}", least);
    }

    /// <summary>All routes with the number are the agent's, and those that it does not want are removed: with DHCP's the host's own way out.</summary>
    private byte ReadRouteProtocol()
    {
        var number = (byte)ReadNumber(OptionCatalogue.RouteProtocol, 5, 255);
        return TakenProtocols.Contains(number)
            ? Fail(OptionCatalogue.RouteProtocol, $"{number} is somebody else's (ip route shows DHCP's, a router's or a routing daemon's routes by it); give one that nobody on this host has, like {OptionCatalogue.RouteProtocol.Default}", number)
            : number;
    }

    private int ReadLongest(OptionSpec spec, OptionSpec wanted, int most)
    {
        var longest = ReadNumber(spec, 0, most);
        return longest > 0 && int.TryParse(Text(wanted), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= most && longest < length
            ? Fail(spec, $"{longest} is shorter than {wanted.Name}, {length}; give {length} to {most}, or 0 for {length} or none", 0)
            : longest;
    }

    private TimeSpan ReadDuration(OptionSpec spec, TimeSpan least, TimeSpan most)
    {
        var text = Text(spec)!;
        return DurationText.TryParse(text, out var duration) && duration >= least && duration <= most
            ? duration
            : Fail(spec, $"'{text}' is no duration from {DurationText.Format(least)} to {DurationText.Format(most)}; write it like 500ms, 2s or 1m", least);
    }

    private bool IsSaid(OptionSpec spec, string choice) => string.Equals(Text(spec), choice, StringComparison.OrdinalIgnoreCase);

    private T ReadChoice<T>(OptionSpec spec, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        var text = Text(spec)!;
        var known = new List<string>();
        foreach (var choice in choices)
        {
            if (string.Equals(choice.Text, text, StringComparison.OrdinalIgnoreCase))
                return choice.Value;
            known.Add(choice.Text);
        }

        return Fail(spec, $"'{text}' is not one of {string.Join(", ", known)}", choices[0].Value);
    }

    private string? Text(OptionSpec spec) => raw.Find(spec)?.Values[^1] ?? spec.Default;

    private ImmutableArray<string> List(OptionSpec spec) => raw.Find(spec)?.Values ?? (spec.Default is { } text ? [text] : []);

    private T Fail<T>(OptionSpec spec, string what, T substitute)
    {
        errors.Add($"{spec.Name}{(raw.Find(spec) is { } value ? $" ({value.Origin})" : "")}: {what}");
        return substitute;
    }

    private const string InterfaceNameForm = "it has 1 to 15 characters without '/', ':', '%' and white space";

    private const string NameForm = "it has 1 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends";
}
