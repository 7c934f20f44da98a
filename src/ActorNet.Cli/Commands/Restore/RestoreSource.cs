using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorNet.Addressing;
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

    // With the largest margin there still is a higher one.
    private const long MaxEpoch = 1L << 61;

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    /// <summary>The highest epoch that any lease has.</summary>
    public long HighestEpoch => Pools.SelectMany(pool => pool.Leases).Select(lease => lease.Epoch).DefaultIfEmpty().Max();

    /// <summary>Reads one.</summary>
    /// <exception cref="CommandException">It is none, or one that this program cannot restore.</exception>
    public static RestoreSource Read(string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: Json);
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

            var source = new RestoreSource((string?)root["createTime"] ?? "", [.. pools.Select((pool, index) => ReadPool(pool, $"pools[{index}]"))]);
            return source.Pools.CountBy(pool => pool.Pool.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice }
                ? throw Wrong("pools", $"'{twice}' is there several times")
                : source;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or OverflowException)
        {
            throw Wrong("", $"this is not an export: {exception.Message}");
        }
    }

    private static PoolExport ReadPool(JsonNode? node, string place)
    {
        if (node?["reservations"] is not JsonArray)
            throw Wrong($"{place}.reservations", "missing; the export is of a version that did not export them, and without them a restore would give reserved ranges away");

        var pool = new PoolExport(
            ReadOne<Pool>(node["pool"], $"{place}.pool"),
            ReadAll<Lease>(node["leases"], $"{place}.leases"),
            long.Parse((string?)node["revision"] ?? "0", CultureInfo.InvariantCulture),
            ReadAll<Reservation>(node["reservations"], $"{place}.reservations"));
        return FindProblem(pool) is { } problem ? throw Wrong(place, problem) : pool;
    }

    /// <summary>What a plan could not be made of.</summary>
    private static string? FindProblem(PoolExport pool)
    {
        var prefixes = pool.Pool.Cidrs.Concat(pool.Leases.SelectMany(lease => lease.Subnets)).Concat(pool.Reservations.Select(reservation => reservation.Cidr));
        foreach (var text in prefixes)
        {
            if (!Prefix.TryParse(text, out _, out var error))
                return error;
        }

        return pool.Pool.TimeToLive is null ? "its pool has no timeToLive"
            : pool.Leases.FirstOrDefault(lease => lease.Epoch is < 1 or > MaxEpoch) is { } lease ? $"epoch {lease.Epoch} of node '{lease.NodeId}' is out of range; 1 to {MaxEpoch} can be restored"
            : null;
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
