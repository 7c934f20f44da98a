using System.Collections.Immutable;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>What Docker's configuration file becomes, and what has to be remembered for the way back. No file is touched here.</summary>
internal static class DaemonMerge
{
    /// <summary>The file with what the lease says.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="present">What it is; null: not there.</param>
    /// <param name="earlier">What the agent has changed in it before.</param>
    /// <param name="settings">What the lease says.</param>
    /// <exception cref="DaemonFileException">Something in it keeps Docker from using that.</exception>
    public static (DaemonDocument Document, DaemonEdit Edit) Apply(string path, DaemonDocument? present, DaemonEdit? earlier, DaemonSettings settings)
    {
        var known = earlier?.Path == path ? earlier : null;
        var before = present ?? DaemonDocument.Empty;
        if (settings.ObstacleIn(before) is { } obstacle)
            throw new DaemonFileException(obstacle);

        var document = before;
        var keys = ImmutableArray.CreateBuilder<DaemonKey>();
        foreach (var (key, raw) in settings.ValuesFor(before))
        {
            var own = known?.Find(key) ?? new DaemonKey(key, before.Raw(key), before.Raw(key), raw);
            keys.Add(own with { Written = raw });
            if (!before.Has(key, raw))
                document = document.With(key, raw);
        }

        foreach (var gone in known?.Keys ?? [])
        {
            if (keys.All(key => key.Key != gone.Key))
                document = Restore(document, gone, gone.Original);
        }

        return (document, new DaemonEdit(path, known?.Existed ?? present is not null, keys.ToImmutable()) { WrittenBeside = known?.WrittenBeside ?? "" });
    }

    /// <summary>Docker has come up with what was written: that is what the next change would be undone to.</summary>
    public static DaemonEdit Confirm(DaemonEdit edit) => edit with { Keys = [.. edit.Keys.Select(key => key with { Previous = key.Written })] };

    /// <summary>The file as Docker last came up with it, because it does not with what was written since.</summary>
    public static (DaemonDocument Document, DaemonEdit Edit) Undo(DaemonDocument present, DaemonEdit edit)
    {
        var document = edit.Keys.Reverse().Aggregate(present, (text, key) => Restore(text, key, key.Previous));
        return (document, edit with { Keys = [.. edit.Keys.Select(key => key with { Written = key.Previous })] });
    }

    /// <summary>The file as it would be had the agent never changed it; null: there would be none.</summary>
    public static DaemonDocument? Revert(DaemonDocument present, DaemonEdit edit)
    {
        var document = edit.Keys.Reverse().Aggregate(present, (text, key) => Restore(text, key, key.Original));
        return document.IsEmpty && !edit.Existed ? null : document;
    }

    /// <summary>A value that is not the agent's any more is somebody else's, and stays.</summary>
    private static DaemonDocument Restore(DaemonDocument document, DaemonKey key, string? value) =>
        document.Has(key.Key, key.Written) && key.Written != value ? document.With(key.Key, value) : document;
}
