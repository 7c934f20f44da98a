using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Network;

/// <summary>All links, made when they are first used.</summary>
internal sealed class Links(World world)
{
    private readonly Dictionary<string, Link> links = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Link> All => links.Values;

    public Link Of(string name)
    {
        if (!links.TryGetValue(name, out var link))
        {
            links.Add(name, link = new Link(world, name));
        }

        return link;
    }
}
