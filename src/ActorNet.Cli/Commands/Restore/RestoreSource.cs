using System.Text.Json;
using System.Text.Json.Nodes;
using ActorNet.Cli.Commands.Export;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;

namespace ActorNet.Cli.Commands.Restore;

/// <summary>An export, read back.</summary>
/// <param name="CreateTime">When it was begun, as it says.</param>
/// <param name="Pools">Its pools.</param>
internal sealed record RestoreSource(string CreateTime, IReadOnlyList<PoolExport> Pools)
{
    // An export of a newer version may have fields that this one does not know. Leaving them out would restore something else than was exported.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    /// <summary>The highest epoch that any lease has.</summary>
    public long HighestEpoch => Pools.SelectMany(pool => pool.Leases).Select(lease => lease.Epoch).DefaultIfEmpty().Max();

    /// <summary>Reads one.</summary>
    /// <exception cref="CommandException">It is none, or one that this program cannot restore.</exception>
    public static RestoreSource Read(string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw Wrong("", $"this is not an export in JSON: {exception.Message}");
        }

        try
        {
            if ((string?)root?["format"] is var format && format != ExportDocument.Format)
                throw Wrong("format", $"'{format}' is not {ExportDocument.Format}, which is what this version restores");
            if (root!["pools"] is not JsonArray pools)
                throw Wrong("pools", "missing; an export has an array of pools");

            return new RestoreSource((string?)root["createTime"] ?? "", [.. pools.Select((pool, index) => ReadPool(pool, $"pools[{index}]"))]);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw Wrong("", $"this is not an export: {exception.Message}");
        }
    }

    private static PoolExport ReadPool(JsonNode? node, string place)
    {
        if (node?["reservations"] is not JsonArray)
            throw Wrong($"{place}.reservations", "missing; the export is of a version that did not export them, and without them a restore would give reserved ranges away");

        return new PoolExport(
            ReadOne<Pool>(node["pool"], $"{place}.pool"),
            ReadAll<Lease>(node["leases"], $"{place}.leases"),
            long.Parse((string?)node["revision"] ?? "0"),
            ReadAll<Reservation>(node["reservations"], $"{place}.reservations"));
    }

    private static List<T> ReadAll<T>(JsonNode? node, string place)
        where T : IMessage, new() =>
        node is JsonArray array ? [.. array.Select((one, index) => ReadOne<T>(one, $"{place}[{index}]"))] : throw Wrong(place, "missing; an export has an array there");

    private static T ReadOne<T>(JsonNode? node, string place)
        where T : IMessage, new()
    {
        try
        {
            return node is null ? throw Wrong(place, "missing") : Parser.Parse<T>(node.ToJsonString());
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Wrong(place, exception.Message);
        }
    }

    private static CommandException Wrong(string place, string problem) => new(CommandFailure.Usage(new FieldViolation(place, problem)));
}
