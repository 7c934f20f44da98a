using System.Net;
using ActorNet.Agent.Serving;

namespace ActorNet.Agent.Status;

/// <summary>The pages that the agent serves.</summary>
internal static class StatusPages
{
    public const string Table = "/status";
    public const string Json = "/status.json";

    /// <summary>The page of a path; null: there is none.</summary>
    public static Page? Find(StatusReporter reporter, string path) => path switch
    {
        "/healthz" => Health(reporter.ReadAgent()),
        "/readyz" => Ready(reporter.ReadAgent()),
        "/metrics" => new Page(HttpStatusCode.OK, MetricsText.ContentType, reporter.Read().ToMetrics()),
        Table => Page.Text(HttpStatusCode.OK, reporter.Read().ToTable()),
        Json => new Page(HttpStatusCode.OK, "application/json", StatusJson.Of(reporter.Read())),
        _ => null,
    };

    /// <summary>Whether the agent lives. One that does not is to be started anew.</summary>
    private static Page Health(AgentSection agent) => agent.Alive
        ? Page.Text(HttpStatusCode.OK, "ok\n")
        : Page.Text(HttpStatusCode.ServiceUnavailable, $"hanging: {string.Join(", ", agent.Stuck)}\n");

    /// <summary>Whether containers can be started on the node. Starting the agent anew would not help.</summary>
    private static Page Ready(AgentSection agent) => agent.Ready && agent.Alive
        ? Page.Text(HttpStatusCode.OK, "ok\n")
        : Page.Text(HttpStatusCode.ServiceUnavailable, string.Concat([.. agent.Obstacles.Select(obstacle => $"{obstacle}\n"), .. agent.Stuck.Select(loop => $"hanging: {loop}\n")]));
}
