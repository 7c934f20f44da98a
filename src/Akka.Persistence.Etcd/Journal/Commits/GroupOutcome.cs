namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>What became of a <see cref="WriteGroup"/>.</summary>
internal abstract record GroupOutcome
{
    /// <summary>It is in etcd.</summary>
    public sealed record Committed : GroupOutcome
    {
        public static readonly Committed Instance = new();
    }

    /// <summary>It is not known to be in etcd, and will not be tried again.</summary>
    public sealed record Failed(Exception Reason) : GroupOutcome;

    /// <summary>It is not in etcd, because the batch was more than etcd takes.</summary>
    public sealed record TooMuch : GroupOutcome
    {
        public static readonly TooMuch Instance = new();
    }
}
