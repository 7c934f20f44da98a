using System.Text.Json.Nodes;
using ActorNet.Cli.Output;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Failures;

/// <summary>A failure for programs: one document. Members are added, never renamed.</summary>
internal static class FailureJson
{
    public static string Render(CommandFailure failure, OutputFormat format)
    {
        var error = new JsonObject
        {
            ["reason"] = failure.Reason,
            ["message"] = failure.Message,
            ["exitCode"] = (int)failure.Exit,
            ["violations"] = new JsonArray([.. failure.Violations.Select(violation => new JsonObject
            {
                ["field"] = violation.Field,
                ["description"] = violation.Description,
            })]),
            ["endpoints"] = new JsonArray([.. failure.Endpoints.Select(attempt => new JsonObject
            {
                ["endpoint"] = attempt.Endpoint.GetLeftPart(UriPartial.Authority),
                ["address"] = attempt.Replica?.Address.ToString(),
                ["status"] = StatusNames.Of(attempt.Error.StatusCode),
                ["message"] = attempt.Error.Message,
            })]),
            ["metadata"] = new JsonObject(failure.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["advice"] = failure.Advice,
        };
        if (failure.RetryDelay is { } delay)
            error["retryDelay"] = ProtoJson.ToNode(Duration.FromTimeSpan(delay));

        return Documents.OneOfMany(new JsonObject { ["error"] = error }, format);
    }
}
