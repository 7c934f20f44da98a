using ActorNet.Agent.Commands;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Checking;

/// <summary>Whether every coordinator that the options name answers.</summary>
internal sealed class CoordinatorsCheck : ICheck
{
    private static readonly CallSettings Patience = new(TimeSpan.FromSeconds(2));

    public string Subject => "coordinators";

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckScene scene, CancellationToken cancellationToken) =>
        await Task.WhenAll(scene.Options.Coordinators.Select(endpoint => AskAsync(scene, endpoint, cancellationToken)));

    private static async Task<Finding> AskAsync(CheckScene scene, Uri endpoint, CancellationToken cancellationToken)
    {
        var name = endpoint.GetLeftPart(UriPartial.Authority);
        var subject = $"coordinator {name}";
        await using var client = Connection.ToCoordinators(scene.Options with { Coordinators = [endpoint] });
        try
        {
            var answer = await client.CallAsync(
                (invoker, options) => new ClusterService.ClusterServiceClient(invoker).GetStatusAsync(new GetStatusRequest(), options), Patience, cancellationToken);
            return Finding.Ok(subject, $"answers, version {answer.Value.Version}");
        }
        catch (CoordinatorCallException exception)
        {
            return Finding.Wrong(subject, exception.Message, $"start it, let this host reach {name}, or take it out of {Configuration.OptionCatalogue.Coordinators.Flag}");
        }
    }
}
