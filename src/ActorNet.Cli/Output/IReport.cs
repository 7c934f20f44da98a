using System.Text.Json.Nodes;

namespace ActorNet.Cli.Output;

/// <summary>What a command found out or did, for either kind of reader.</summary>
internal interface IReport
{
    /// <summary>For programs.</summary>
    JsonNode ToJson();

    /// <summary>For people.</summary>
    IEnumerable<Section> ToSections();

    /// <summary>For people who want all of it, however long the lines get; the same where there is no more.</summary>
    IEnumerable<Section> ToWideSections() => ToSections();
}
