using System.Text;
using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary>
/// flannel's leases as <c>etcdctl get --prefix /coreos.com/network/subnets/ -w json</c> prints them: etcd's RangeResponse, with keys and values in base64. A
/// key ends in <c>subnets/10.77.18.0-24</c>, or <c>10.77.18.0-24&amp;fd77:0:0:12::-64</c> for both families; the value names the node by its public address.
/// </summary>
internal static class FlannelSubnets
{
    private const string Folder = "/subnets/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads them.</summary>
    /// <param name="text">The document.</param>
    /// <param name="nodeIds">The node ids by public address. flannel knows nodes by their address alone; one that is not among them gets nothing pinned.</param>
    public static ImportSource Read(string text, IReadOnlyDictionary<string, string> nodeIds)
    {
        RangeDocument? document;
        try
        {
            document = JsonSerializer.Deserialize<RangeDocument>(text, Json);
        }
        catch (JsonException exception)
        {
            return ImportSource.Unreadable("", $"this is not what 'etcdctl get --prefix … -w json' prints: {exception.Message}");
        }

        if (document?.Header is null)
            return ImportSource.Unreadable("", "this is not what 'etcdctl get --prefix … -w json' prints: it has no header");

        var subnets = new List<ImportedSubnet>();
        var problems = new List<FieldViolation>();
        var pairs = document.Kvs ?? [];
        for (var index = 0; index < pairs.Count; index++)
            ReadPair($"kvs[{index}]", pairs[index], nodeIds, subnets, problems);

        return new ImportSource(subnets, problems);
    }

    private static void ReadPair(
        string place, PairDocument? pair, IReadOnlyDictionary<string, string> nodeIds, List<ImportedSubnet> subnets, List<FieldViolation> problems)
    {
        if (!TryDecode(pair?.Key, out var key) || !TryDecode(pair?.Value, out var value))
        {
            problems.Add(new FieldViolation(place, "its key or value is not text in base64"));
            return;
        }

        var name = key.LastIndexOf(Folder, StringComparison.Ordinal);
        if (name < 0)
            return; // flannel's configuration, or another program's key.

        if (ReadAddress(value) is not { } address)
        {
            problems.Add(new FieldViolation(place, $"the value of '{key}' names no PublicIP; a lease of flannel's looks like {{\"PublicIP\":\"192.0.2.7\",…}}"));
            return;
        }

        foreach (var part in key[(name + Folder.Length)..].Split('&'))
        {
            // The last hyphen: the address may have some of its own in no family, but the length never has.
            var hyphen = part.LastIndexOf('-');
            var cidr = hyphen < 0 ? part : $"{part[..hyphen]}/{part[(hyphen + 1)..]}";
            if (Prefix.TryParse(cidr, out var subnet, out var problem))
                subnets.Add(new ImportedSubnet(subnet, nodeIds.GetValueOrDefault(address), address));
            else
                problems.Add(new FieldViolation(place, $"'{key}' is not the key of a lease of flannel's: {problem}"));
        }
    }

    private static string? ReadAddress(string value)
    {
        try
        {
            var lease = JsonSerializer.Deserialize<LeaseDocument>(value);
            return lease?.PublicIP is { Length: > 0 } ipv4 ? ipv4 : lease?.PublicIPv6 is { Length: > 0 } ipv6 ? ipv6 : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(string? base64, out string text)
    {
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64 ?? "="));
            return true;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private sealed record RangeDocument(JsonElement? Header, IReadOnlyList<PairDocument?>? Kvs);

    private sealed record PairDocument(string? Key, string? Value);

    private sealed record LeaseDocument(string? PublicIP, string? PublicIPv6);
}
