using System.Text.Json.Nodes;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Output;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>Tells that a stream broke and what happens now. It goes to standard error: it is not part of the pool's story.</summary>
internal static class WatchNotice
{
    public static string Render(WatchStep.Lost lost, OutputFormat format) =>
        format.IsDocument() ? Documents.OneOfMany(ToJson(lost), format) : $"notice: {Printable.Line(TextOf(lost))}";

    private static JsonObject ToJson(WatchStep.Lost lost) => new()
    {
        ["notice"] = new JsonObject
        {
            ["message"] = TextOf(lost),
            ["endpoint"] = lost.Next.Endpoint.GetLeftPart(UriPartial.Authority),
            ["resumeRevision"] = ProtoJson.ToNode(lost.ResumeRevision),
            ["delay"] = ProtoJson.ToNode(Duration.FromTimeSpan(lost.Delay)),
        },
    };

    private static string TextOf(WatchStep.Lost lost)
    {
        var from = lost.ResumeRevision > 0 ? $"goes on after revision {lost.ResumeRevision}" : "starts anew";
        return $"lost {lost.Failure} ({lost.Failure.Error.Message}); " +
            $"{from} at {lost.Next} in {DurationText.FormatRoughly(lost.Delay)}";
    }
}
