using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.History;

/// <summary><c>actornet history</c>.</summary>
internal static class HistoryCommand
{
    private const int StandardLimit = 100;
    private const int MaxLimit = 1_000_000;
    private const int MaxPageSize = 1000;

    public static Command Create(CommandHost host)
    {
        var pool = SharedArguments.Pool("Only this pool [default: all pools]");
        var node = new Option<string?>("--node")
        {
            HelpName = "NODE",
            Description = "Only this node [default: all nodes]",
            CustomParser = Parsed.One<string>(NameText.TryParse),
        };
        var prefix = new Option<Prefix?>("--prefix")
        {
            HelpName = "PREFIX",
            Description = "Only what overlaps this prefix, like 10.244.7.0/24 [default: all]",
            CustomParser = Parsed.OneOrNull<Prefix>(Prefix.TryParse),
        };
        var since = SharedArguments.Time("--since", "Not before this time, like 2026-08-20T03:14Z [default: from the start of what is known]");
        var until = SharedArguments.Time("--until", "Before this time [default: to the present]");
        var limit = new Option<int?>("--limit")
        {
            HelpName = "N",
            Description = $"How many entries at most, the newest ones, 1 to {MaxLimit} [default: {StandardLimit}]",
            CustomParser = Parsed.OneOrNull(WholeNumber.Between(1, MaxLimit)),
        };
        var command = new Command("history", "Lists what happened to pools and leases, newest first.") { pool, node, prefix, since, until, limit };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var request = new ListHistoryRequest
            {
                Pool = parse.GetValue(pool) ?? "",
                NodeId = parse.GetValue(node) ?? "",
                Prefix = parse.GetValue(prefix)?.ToString() ?? "",
                StartTime = parse.GetValue(since)?.ToTimestamp(),
                EndTime = parse.GetValue(until)?.ToTimestamp(),
            };
            return RunAsync(session, request, parse.GetValue(limit) ?? StandardLimit, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ListHistoryRequest listing, int limit, CancellationToken cancellationToken)
    {
        // One more than is shown says whether there are more.
        var history = await Paging.ReadAllAsync<ListHistoryResponse, HistoryEntry>(
            async token =>
            {
                var request = listing.Clone();
                request.PageToken = token;
                request.PageSize = Math.Min(limit + 1, MaxPageSize);
                return await session.ReadPageAsync(
                    (invoker, options) => new HistoryService.HistoryServiceClient(invoker).ListHistoryAsync(request, options),
                    cancellationToken);
            },
            page => page.Entries,
            page => page.NextPageToken,
            enough: limit + 1);
        var shown = new ListHistoryResponse
        {
            Entries = { history.Items.Take(limit) },
            Revision = history.First.Revision,
            KnownSinceTime = history.First.KnownSinceTime,
        };
        session.Output.Write(new HistoryReport(shown, hasMore: history.Items.Count > limit));
        return ExitCode.Ok;
    }
}
