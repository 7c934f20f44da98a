using System.Text.Json;
using System.Text.Json.Serialization;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.Errors;

namespace ActorNet.Cli.Commands.Import;

/// <summary>
/// A cluster's nodes as <c>kubectl get nodes -o json</c> prints them (a v1.NodeList, or a single v1.Node): each one's <c>spec.podCIDRs</c>, or its
/// <c>spec.podCIDR</c>, is its subnet. Nodes without one are passed over.
/// </summary>
internal static class KubernetesNodes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads them.</summary>
    /// <param name="text">The document.</param>
    /// <param name="byMachineId">Whether a node's id is its <c>status.nodeInfo.machineID</c>, which is what agents say by default; else its <c>metadata.name</c>.</param>
    public static ImportSource Read(string text, bool byMachineId)
    {
        NodeDocument? document;
        try
        {
            document = JsonSerializer.Deserialize<NodeDocument>(text, Json);
        }
        catch (JsonException exception)
        {
            return ImportSource.Unreadable("", $"this is not what 'kubectl get nodes -o json' prints: {exception.Message}");
        }

        var nodes = document switch
        {
            { Items: { } items } => items,
            { Spec: not null } => [document],
            _ => null,
        };
        if (nodes is null)
            return ImportSource.Unreadable("", "this is not what 'kubectl get nodes -o json' prints: it has no items");

        var subnets = new List<ImportedSubnet>();
        var problems = new List<FieldViolation>();
        for (var index = 0; index < nodes.Count; index++)
            ReadNode($"items[{index}]", nodes[index] ?? new NodeDocument(), byMachineId, subnets, problems);

        return new ImportSource(subnets, problems);
    }

    private static void ReadNode(string place, NodeDocument node, bool byMachineId, List<ImportedSubnet> subnets, List<FieldViolation> problems)
    {
        var cidrs = node.Spec?.PodCidrs is { Count: > 0 } several ? several : node.Spec?.PodCidr is { Length: > 0 } only ? [only] : [];
        if (cidrs.Count == 0)
            return;

        var name = node.Metadata?.Name ?? "";
        var (field, id) = byMachineId ? ("status.nodeInfo.machineID", node.Status?.NodeInfo?.MachineId ?? "") : ("metadata.name", name);
        if (!NameText.TryParse(id, out _, out var error))
            problems.Add(new FieldViolation($"{place}.{field}", error));

        foreach (var cidr in cidrs)
        {
            if (Prefix.TryParse(cidr, out var subnet, out var problem))
                subnets.Add(new ImportedSubnet(subnet, id, name.Length > 0 ? name : id));
            else
                problems.Add(new FieldViolation($"{place}.spec.podCIDRs", problem));
        }
    }

    private sealed record NodeDocument
    {
        public IReadOnlyList<NodeDocument?>? Items { get; init; }

        public Metadata? Metadata { get; init; }

        public Spec? Spec { get; init; }

        public Status? Status { get; init; }
    }

    private sealed record Metadata(string? Name);

    private sealed record Spec(
        [property: JsonPropertyName("podCIDR")] string? PodCidr,
        [property: JsonPropertyName("podCIDRs")] IReadOnlyList<string>? PodCidrs);

    private sealed record Status(NodeInfo? NodeInfo);

    private sealed record NodeInfo([property: JsonPropertyName("machineID")] string? MachineId);
}
