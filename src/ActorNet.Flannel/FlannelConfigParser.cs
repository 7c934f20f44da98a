using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ActorNet.Addressing;

namespace ActorNet.Flannel;

/// <summary>
/// Reads the JSON that flannel keeps in <c>&lt;prefix&gt;/config</c>, with flannel's defaults and limits (flannel v0.28, pkg/subnet/config.go).
/// Names count in any letter case, and what is not known is ignored, as Go's encoding/json has it.
/// </summary>
internal sealed class FlannelConfigParser
{
    private readonly Dictionary<string, JsonElement> given;
    private readonly List<string> problems = [];

    private FlannelConfigParser(JsonElement root) =>
        given = root.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads it.</summary>
    /// <exception cref="FlannelConfigException">It is not right.</exception>
    public static FlannelNetwork Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new FlannelConfigParser(document.RootElement).Read()
                : throw new FlannelConfigException([$"it is a JSON {document.RootElement.ValueKind}; give an object, for example {{\"Network\":\"10.244.0.0/16\"}}"]);
        }
        catch (JsonException exception)
        {
            throw new FlannelConfigException([$"it is not JSON: {exception.Message.TrimEnd('.')}"]);
        }
        catch (InvalidOperationException exception)
        {
            // Bytes that are not UTF-8, and halves of surrogate pairs, are found only when the text that has them is read.
            throw new FlannelConfigException([$"it has text that is not Unicode: {exception.Message.TrimEnd('.')}"]);
        }
    }

    private FlannelNetwork Read()
    {
        var (useIpv4, useIpv6) = (ReadFlag("EnableIPv4", standard: true), ReadFlag("EnableIPv6", standard: false));
        if (!useIpv4 && !useIpv6)
        {
            problems.Add("EnableIPv4, EnableIPv6: both are false; set one of them to true");
        }

        var families = ImmutableArray.CreateBuilder<FlannelFamily>();
        AddFamily(families, useIpv4, FamilyKeys.Ipv4);
        AddFamily(families, useIpv6, FamilyKeys.Ipv6);
        var (backend, port) = ReadBackend();
        return problems.Count == 0 ? new FlannelNetwork(families.ToImmutable(), backend) { BackendPort = port } : throw new FlannelConfigException(problems);
    }

    private void AddFamily(ImmutableArray<FlannelFamily>.Builder families, bool isOn, FamilyKeys keys)
    {
        if (isOn && ReadNetwork(keys) is { } network && ReadSubnetLength(keys, network) is { } length)
        {
            var first = ReadSubnet(keys.SubnetMin, network, length) ?? network.Subprefix(1, length);
            var last = ReadSubnet(keys.SubnetMax, network, length) ?? network.Subprefix(network.CountOf(length) - 1, length);
            if (first > last)
            {
                problems.Add($"{keys.SubnetMin}: {first.Address} is behind {keys.SubnetMax}, {last.Address}; give an address that is not");
            }

            families.Add(new FlannelFamily(network, length, first, last));
        }
    }

    private Prefix? ReadNetwork(FamilyKeys keys)
    {
        if (ReadText(keys.Network) is not { Length: > 0 } text)
        {
            if (!given.TryGetValue(keys.Network, out var value) || value.ValueKind == JsonValueKind.String)
            {
                problems.Add($"{keys.Network}: missing; give the network that all subnets are in, for example {keys.Example}");
            }

            return null;
        }

        // flannel takes host bits, and leaves them away.
        if (!IPNetworkText.TryParse(text, out var network) || network.Family != keys.Family)
        {
            problems.Add($"{keys.Network}: '{text}' is not right; give a network of {keys.Name} in CIDR notation, for example {keys.Example}");
            return null;
        }

        if (network.Length > keys.LongestSubnet - 2)
        {
            problems.Add($"{keys.Network}: {network} is too small for four subnets; give a /{keys.LongestSubnet - 2} or larger");
            return null;
        }

        return network;
    }

    private int? ReadSubnetLength(FamilyKeys keys, Prefix network)
    {
        var standard = Math.Max(keys.UsualSubnet, network.Length + 2);
        if (!given.TryGetValue(keys.SubnetLength, out var value) || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var zero) && zero == 0))
        {
            return standard;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var length) && length >= network.Length + 2 && length <= keys.LongestSubnet)
        {
            return length;
        }

        problems.Add($"{keys.SubnetLength}: {value.GetRawText()} is out of range; {network} allows {network.Length + 2} to {keys.LongestSubnet}, {standard} where it is left out");
        return null;
    }

    private Prefix? ReadSubnet(string key, Prefix network, int length)
    {
        if (ReadText(key) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!IPAddress.TryParse(text, out var address) || !network.Contains(address))
        {
            problems.Add($"{key}: '{text}' is not right; give the address of a subnet that lies in {network}");
            return null;
        }

        var subnet = IPNetworkText.Masked(address, length);
        if (!subnet.Address.Equals(address))
        {
            problems.Add($"{key}: {address} is not where a subnet begins; give {subnet.Address}");
        }

        return subnet;
    }

    private (string? Type, int Port) ReadBackend()
    {
        if (!given.TryGetValue("Backend", out var backend))
        {
            return default;
        }

        if (backend.ValueKind == JsonValueKind.Object)
        {
            var type = backend.EnumerateObject().LastOrDefault(property => property.Name.Equals("Type", StringComparison.OrdinalIgnoreCase)).Value;
            var port = backend.EnumerateObject().LastOrDefault(property => property.Name.Equals("Port", StringComparison.OrdinalIgnoreCase)).Value;
            return (
                type.ValueKind == JsonValueKind.String ? type.GetString() : null,
                port.ValueKind == JsonValueKind.Number && port.TryGetInt32(out var number) && number is > 0 and <= ushort.MaxValue ? number : 0);
        }

        problems.Add($"Backend: a JSON {backend.ValueKind} is not right; give an object with a Type, or leave it out");
        return default;
    }

    private bool ReadFlag(string key, bool standard)
    {
        if (!given.TryGetValue(key, out var value))
        {
            return standard;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            problems.Add($"{key}: {value.GetRawText()} is not right; give true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private string? ReadText(string key)
    {
        if (!given.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        problems.Add($"{key}: {value.GetRawText()} is not right; give a string");
        return null;
    }

    /// <summary>What differs between the families.</summary>
    private sealed record FamilyKeys(
        AddressFamily Family, string Name, string Network, string SubnetLength, string SubnetMin, string SubnetMax, int UsualSubnet, int LongestSubnet, string Example)
    {
        public static readonly FamilyKeys Ipv4 =
            new(AddressFamily.InterNetwork, "IPv4", "Network", "SubnetLen", "SubnetMin", "SubnetMax", 24, 30, "10.244.0.0/16");

        public static readonly FamilyKeys Ipv6 =
            new(AddressFamily.InterNetworkV6, "IPv6", "IPv6Network", "IPv6SubnetLen", "IPv6SubnetMin", "IPv6SubnetMax", 64, 126, "fd77::/48");
    }
}
