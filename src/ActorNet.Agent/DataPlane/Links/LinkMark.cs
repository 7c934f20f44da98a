using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>How the agent knows the links that it made, even if its state is lost: by their alias.</summary>
internal static class LinkMark
{
    public const string Alias = "actornet";

    /// <summary>Whether the agent made the link.</summary>
    public static bool IsOurs(Link link) => link.Alias == Alias;

    /// <summary>The kernel takes no alias with a new link. In one batch nothing comes between the two requests, not even a kill of this process.</summary>
    public static NetlinkRequest Put(string name) => LinkRequest.Set(name, new LinkChange { Alias = Alias });
}
