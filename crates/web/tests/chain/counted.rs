//! The title of the steps counts the rows under it: what keeps the person from going home. What else
//! is to be done stands below, uncounted.

use crate::desk::{Site, words};

#[tokio::test]
async fn the_title_counts_the_steps_under_it_and_the_others_stand_below() {
    let (s, p, chain) = Site::with_parties().await;
    for user in [&p.nurse, &p.assessor] {
        let page = s.get(user, &chain).await;
        let steps = page.html.split_once("id=\"h-todo\">").unwrap().1;
        let (counted, also) = steps.split_once("Också att göra").expect("something else to do");
        let (title, counted) = counted.split_once("</h2>").unwrap();
        let number = match title.split_once(' ').unwrap().0 {
            "En" => 1,
            "Två" => 2,
            "Tre" => 3,
            "Fyra" => 4,
            number => number.parse().unwrap_or_else(|_| panic!("{}", words(title))),
        };
        assert_eq!(counted.matches("<li>").count(), number, "{}", words(counted));
        let also = also.split_once("</ol>").unwrap().0;
        assert!(also.contains("<li>"), "{}", words(also));
    }
}
