using System.Reflection;

namespace ActorNet.Coordinator.Hosting;

/// <summary>The version of this program, as in semver.org.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
